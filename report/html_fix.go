package report

import (
	"slices"

	"orgaudit/audit"
)

// htmlFix is a fix with its steps.
type htmlFix struct {
	At, Name, Title, Setup, Effect, Risk, Effort string
	Number                                       int // 0 for another way to the same end
	Steps                                        []string
	Source, Vendor                               *htmlLink
	For                                          []htmlCause
}

// htmlLink is a page elsewhere. URL is "" where it is not one that a page may link to.
type htmlLink struct{ Title, URL, Date string }

// fixViews says the fixes that findings name first, in the order of causes, and those that are other ways.
func (h *htmlReport) fixViews() (main, others []htmlFix) {
	first, rest := h.fixOrder()
	names := anchors{}
	for _, id := range slices.Concat(first, rest) {
		h.fixAt[id] = names.take(slug("fix", id))
	}
	for i, id := range first {
		main = append(main, h.fixView(id, i+1))
	}
	for _, id := range rest {
		others = append(others, h.fixView(id, 0))
	}
	return main, others
}

func (h *htmlReport) fixView(id string, number int) htmlFix {
	fix := h.fix(id, h.Fixes[id])
	v := htmlFix{
		At: h.fixAt[id], Name: id, Number: number, Title: fix.Title, Setup: https(fix.SetupURL), Effect: fix.Effect, Risk: fix.Risk, Effort: fix.Effort,
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

// fixTitle is what a fix does, "" where the report has no such fix.
func (h *htmlReport) fixTitle(id string) string {
	fix, ok := h.Fixes[id]
	if !ok {
		return ""
	}
	return h.fix(id, fix).Title
}

// causedBy lists the checks whose failures a fix ends.
func (h *htmlReport) causedBy(id string) []htmlCause {
	var out []htmlCause
	for i := range h.Findings {
		f := &h.Findings[i]
		if f.Verdict != audit.Fail || f.Fix != id && !slices.Contains(f.OtherFixes, id) {
			continue
		}
		if !slices.ContainsFunc(out, func(c htmlCause) bool { return c.Check == f.Check }) {
			out = append(out, htmlCause{Check: f.Check, At: h.cardAt[f.Fingerprint]})
		}
	}
	return out
}
