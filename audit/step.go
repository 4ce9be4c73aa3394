package audit

import (
	"slices"
	"strings"
)

// Step is a documented fix for one target, in the words of this org.
type Step struct {
	Key    string   `json:"key"` // of the fix and the target: findings and connections name the step by it
	Fix    string   `json:"fix"` // its ID
	Target Target   `json:"target"`
	Title  string   `json:"title"`
	Steps  []string `json:"steps"`
	// SetupURL is the page of Setup in this org where the steps begin; "" where they begin elsewhere.
	SetupURL string `json:"setup_url"`
	// Reach says in numbers whom the change reaches in this org; "" where they aren't known.
	Reach string `json:"reach"`
	// Who are the users who were asked about and need this step; empty where the target is the user.
	Who    []string `json:"who"`
	Source Page     `json:"source"`
	Vendor *Page    `json:"vendor,omitempty"` // the vendor's own page for it
	Effort string   `json:"effort,omitempty"`
	Risk   string   `json:"risk,omitempty"`
	// Words are the texts above before the names of this org were filled in.
	Words StepWords `json:"words,omitzero"`
}

// Target is what a step changes.
type Target struct {
	Kind string `json:"kind"` // as that of a subject; "" in a report of schema 1, which doesn't say
	Key  string `json:"key"`
	Name string `json:"name"`
}

// Step finds a step by its key; nil where the report has none.
func (r *Report) Step(key string) *Step {
	if i := slices.IndexFunc(r.Steps, func(s Step) bool { return s.Key == key }); i >= 0 {
		return &r.Steps[i]
	}
	return nil
}

// Step is the key of the step for the fix of the finding; "" where none is named.
func (f *Finding) Step() string {
	if len(f.Steps) > 0 && (f.Steps[0] == f.Fix || strings.HasPrefix(f.Steps[0], f.Fix+"/")) {
		return f.Steps[0]
	}
	return ""
}

// Step is the key of the first step of the connection; "" where none is named.
func (c *Connection) Step() string {
	if len(c.Steps) == 0 {
		return ""
	}
	return c.Steps[0]
}

// need is a failure that steps are named for, with the names that its check gave.
type need struct {
	finding string // its fingerprint
	on      *Case  // nil for a finding of the policy
	names   map[string]string
}

// steps names the steps of every failure, waived or not: those of connections in their order, then those of the policy,
// the worst first, then the other ways to the same end. What is only information adds nothing to the step of a failure.
func (e *evaluation) steps() {
	b := &stepBuilder{evaluation: e, at: map[string]int{}}
	var all []need
	gates := map[string]bool{}
	for i, a := range e.asked {
		c := &e.report.Connections[i]
		for _, n := range a.needs {
			all, gates[n.finding] = append(all, n), true
			if key := b.take(n, e.finding(n.finding).Fix, true); key != "" && !slices.Contains(c.Steps, key) {
				c.Steps = append(c.Steps, key)
				c.Fix = b.drafts[b.at[c.Steps[0]]].fix.ID
			}
		}
	}
	var policy []need
	for i := range e.report.Findings {
		if f := &e.report.Findings[i]; !gates[f.Fingerprint] && (f.Verdict == Fail || f.Verdict == Waived) {
			policy = append(policy, need{finding: f.Fingerprint, names: f.Names})
		}
	}
	slices.SortStableFunc(policy, func(a, b need) int {
		return e.finding(a.finding).Severity.rank() - e.finding(b.finding).Severity.rank()
	})
	all = append(all, policy...)
	for _, n := range policy {
		b.take(n, e.finding(n.finding).Fix, false)
	}
	for _, n := range all {
		for _, fix := range e.finding(n.finding).OtherFixes {
			b.take(n, fix, false)
		}
	}
	for i, key := range b.order {
		e.report.Steps = append(e.report.Steps, b.render(key, &b.drafts[i]))
	}
}

// draft is a step before its texts are filled in: what stands for each placeholder.
type draft struct {
	fix    *Fix
	target Target
	names  map[string][]string
	vendor *Page
}

type stepBuilder struct {
	*evaluation
	order  []string
	drafts []draft
	at     map[string]int // index in drafts by key
}

// take puts a need under the step of a fix and its target, and gives the step's key; "" where there is no such fix.
func (b *stepBuilder) take(n need, id string, gate bool) string {
	fix, f := b.fix(id), b.finding(n.finding)
	if fix == nil {
		return ""
	}
	target := b.target(fix, n)
	key := id + "/" + target.Kind + ":" + target.Key
	if !slices.Contains(f.Steps, key) {
		f.Steps = append(f.Steps, key)
	}
	i, known := b.at[key]
	if !known {
		i = len(b.drafts)
		b.at[key], b.order = i, append(b.order, key)
		b.drafts = append(b.drafts, draft{fix: fix, target: target, names: map[string][]string{}})
	}
	d := &b.drafts[i]
	if known && f.Severity == Info && !gate {
		return key
	}
	for place, name := range n.names {
		if name == "" || slices.Contains(d.names[place], name) || place == "user" && n.on != nil && n.on.nobody() {
			continue
		}
		d.names[place] = append(d.names[place], name)
	}
	if n.on != nil && d.vendor == nil && id == f.Fix {
		if page, ok := n.on.match.app.VendorFixes[f.Check]; ok {
			d.vendor = &page
		}
	}
	return key
}

// nobody reports whether the connection has no user: who was asked for is a profile, a permission set, or nobody. The
// names of users have the form of an e-mail address.
func (c *Case) nobody() bool { return c.noUser != nil && !strings.Contains(c.Username(), "@") }

// target is what a fix changes for a need. The subject says it, else the connection; where
// a profile isn't known, the user stands for it.
func (e *evaluation) target(fix *Fix, n need) Target {
	s := e.finding(n.finding).Subject
	kind := fix.Target
	if kind == SubjectProfile && n.names["profile"] == "" {
		kind = SubjectUser
	}
	name := n.names[strings.ReplaceAll(kind, "-", "_")]
	switch {
	case kind == "" || kind == s.Kind && n.on == nil:
		return Target{s.Kind, s.Key, s.Name}
	case kind == SubjectOrg:
		s = e.view.OrgSubject()
		return Target{s.Kind, s.Key, s.Name}
	case kind == SubjectApp && n.on != nil:
		return Target{kind, n.on.AppSubject().AppKey, name}
	case kind == SubjectApp && s.AppKey != "":
		return Target{kind, s.AppKey, name}
	case kind == SubjectProfile:
		return Target{kind, keyOf(n.names["profile_id"], name), name}
	case kind == SubjectUser && n.on != nil:
		s = n.on.UserSubject()
		return Target{kind, s.Key, s.Name}
	}
	return Target{kind, fold(name), name}
}

func (e *evaluation) fix(id string) *Fix {
	for _, check := range e.checks {
		for _, fix := range check.Fixes {
			if fix.ID == id {
				return fix
			}
		}
	}
	return nil
}

// unnamed is what stands for names that no finding gave: the steps stay readable for an org that could not be read.
func (e *evaluation) unnamed() map[string]Arg {
	out := map[string]Arg{
		"app": {Words: Say("the app")}, "user": {Words: Say("the user")}, "profile": {Words: Say("the user's profile")},
		"permission_set": {Words: Say("a permission set")}, "host": {Words: Say("the login host that the app uses")},
		"my_domain": {Text: e.index.Org.MyDomain}, "org": {Text: e.index.Org.Name},
	}
	if e.index.Org.MyDomain == "" {
		out["my_domain"] = Arg{Words: Say("your org's My Domain host")}
	}
	if e.index.Org.Name == "" {
		out["org"] = Arg{Words: Say("your org")}
	}
	return out
}

func (e *evaluation) render(key string, d *draft) Step {
	said, lists := e.unnamed(), map[string][]string{}
	for place := range said {
		switch values := d.names[place]; len(values) {
		case 0:
		case 1:
			said[place] = Arg{Text: values[0]}
		default:
			said[place], lists[place] = several(values), values
		}
	}
	words := StepWords{
		Title: d.fix.Title, Steps: slices.Clone(d.fix.Steps), Risk: d.fix.Risk, Reach: e.reach(d.fix, d.names, said),
		Names: said, Lists: lists,
	}
	out := Step{
		Key:    key,
		Fix:    d.fix.ID,
		Target: d.target,
		Who:    []string{},
		Source: d.fix.Source,
		Vendor: d.vendor,
		Effort: d.fix.Effort,
		Words:  words.used(),
	}.In(nil)
	if d.target.Kind != SubjectUser {
		out.Who = append(out.Who, d.names["user"]...)
	}
	if d.fix.SetupPath != "" && e.index.Org.URL != "" {
		out.SetupURL = strings.TrimRight(e.index.Org.URL, "/") + d.fix.SetupPath
	}
	return out
}
