package report

import (
	"slices"

	"orgaudit/audit"
)

// htmlFix is a fix with its steps.
type htmlFix struct {
	Key, At, Name, Title, Setup, Effect, Risk, Effort string
	Number                                            int // 0 for another way to the same end
	Steps                                             []string
	Source, Vendor                                    *htmlLink
	For                                               []htmlCause
}

// htmlLink is a page elsewhere. URL is "" where it is not one that a page may link to.
type htmlLink struct{ Title, URL, Date string }

// fixViews says the fixes that findings name first, in the order of causes, and those that are other ways.
func (h *htmlReport) fixViews() (main, others []htmlFix) {
	first, rest := h.stepOrder()
	names := anchors{}
	for _, id := range slices.Concat(first, rest) {
		h.stepAt[id] = names.take(slug("fix", h.byKey[id].Fix))
	}
	for i, id := range first {
		main = append(main, h.fixView(id, i+1))
	}
	for _, id := range rest {
		others = append(others, h.fixView(id, 0))
	}
	return main, others
}

func (h *htmlReport) fixView(key string, number int) htmlFix {
	fix := h.fix(h.byKey[key])
	v := htmlFix{
		Key: key, At: h.stepAt[key], Name: fix.Fix, Number: number, Title: fix.Title, Setup: https(fix.SetupURL), Effect: fix.Reach, Risk: fix.Risk, Effort: fix.Effort,
		Steps: fix.Steps, Source: linkView(fix.Source),
	}
	if fix.Vendor != nil && fix.Vendor.URL != fix.Source.URL {
		v.Vendor = linkView(*fix.Vendor)
	}
	return v
}

func linkView(p audit.Page) *htmlLink {
	if p.Title == "" && p.URL == "" {
		return nil
	}
	l := &htmlLink{Title: p.Title, URL: https(p.URL), Date: p.Date}
	if l.Title == "" {
		l.Title = p.URL
	}
	return l
}

// stepTitle is what a step does, "" where the report has no such step.
func (h *htmlReport) stepTitle(key string) string {
	step, ok := h.byKey[key]
	if !ok {
		return ""
	}
	return h.fix(step).Title
}

// causedBy lists the checks whose failures a step ends.
func (h *htmlReport) causedBy(key string) []htmlCause {
	var out []htmlCause
	for i := range h.Findings {
		f := &h.Findings[i]
		if !slices.Contains(f.Steps, key) {
			continue
		}
		if !slices.ContainsFunc(out, func(c htmlCause) bool { return c.Check == f.Check }) {
			out = append(out, htmlCause{Check: f.Check, At: h.cardAt[f.Fingerprint]})
		}
	}
	return out
}
