package report

import (
	"cmp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// fewPaths is how many answers are shown in detail with their pictures; the table has all connections.
const fewPaths = 10

// fewInTable is how many connections stand in the table before the detail; a longer table comes after it.
const fewInTable = 12

// htmlTally counts connections or findings of one kind.
type htmlTally struct {
	Kind, Label string
	Count       int
}

// htmlRow is a connection in the table of all.
type htmlRow struct {
	Kind, Verdict, User, App, Why, Fix, FixAt, Setup, At string
}

// htmlCause is a gate that stands in the way, and what helps.
type htmlCause struct {
	Check, Title, Message, At, Fix, FixAt, Setup string
}

// htmlAnswer is the answer about one connection, or about some that share their cause.
type htmlAnswer struct {
	At, Kind, Verdict, Headline string
	Why                         string
	How                         []string // how the app signs in, and what it is in the org
	Like                        string   // for whom else it holds
	Causes                      []htmlCause
	Advice                      []htmlCause // no failure, and still worth knowing
	First                       *htmlCause  // with the fix to begin with
	ToTell                      []string    // permissions that would settle it
	Path                        *htmlPath
}

// connections answers for several connections: counts, a table of all, and some in detail.
func (v *htmlView) connections() {
	total := len(v.Connections)
	counts := map[audit.ConnectionVerdict]int{}
	for _, c := range v.Connections {
		counts[c.Verdict]++
	}
	not := counts[audit.NotReady]
	switch {
	case not > 0:
		v.Kind, v.Verdict, v.Headline = kindFail, v.verdict(audit.NotReady), v.say("%d of %d connections are not ready", not, total)
	case counts[audit.Ready] == total:
		v.Kind, v.Verdict, v.Headline = kindPass, v.verdict(audit.Ready), v.say("All %d connections are ready", total)
	default:
		v.Kind, v.Verdict, v.Headline = kindUnknown, v.verdict(audit.CannotTell), v.say("It cannot be told whether all %d connections are ready", total)
	}
	for _, verdict := range []audit.ConnectionVerdict{audit.NotReady, audit.CannotTell, audit.Ready} {
		if counts[verdict] > 0 {
			v.Tally = append(v.Tally, htmlTally{kindOfConnection(verdict), v.verdict(verdict), counts[verdict]})
		}
	}
	v.TableLast = total > fewInTable
	groups := v.sameRoot()
	for _, c := range v.Connections {
		if c.Verdict == audit.CannotTell {
			groups = append(groups, []audit.Connection{c})
		}
	}
	if len(groups) == 0 {
		groups = append(groups, v.Connections[:1]) // all are ready: one picture says how
	}
	shown := map[[2]string]string{}
	for i, group := range groups[:min(fewPaths, len(groups))] {
		a := v.answerView(group, i)
		v.Answers = append(v.Answers, a)
		for _, c := range group {
			shown[[2]string{c.User, c.App.Name}] = a.At
		}
	}
	if more := len(groups) - len(v.Answers); more > 0 {
		v.MoreOf = choose(more, v.say("1 more group of connections is in the table only"), v.say("%d more groups of connections are in the table only", more))
	}
	for _, c := range v.Connections {
		fix := v.Report.Fixes[c.Fix]
		row := htmlRow{
			Kind: kindOfConnection(c.Verdict), Verdict: v.verdict(c.Verdict), User: c.User, App: c.App.Name, Why: strings.Join(c.Causes, ", "),
			Fix: v.fixTitle(c.Fix), FixAt: v.fixAt[c.Fix], Setup: https(fix.SetupURL), At: shown[[2]string{c.User, c.App.Name}],
		}
		if c.Verdict == audit.CannotTell {
			row.Why = strings.Join(v.checksOf(c, audit.Unknown), ", ")
		}
		v.Rows = append(v.Rows, row)
	}
}

// answerView says the answer that some connections share. Its picture is that of the first.
func (h *htmlReport) answerView(group []audit.Connection, n int) htmlAnswer {
	c := group[0]
	a := htmlAnswer{
		At: slug("answer", c.App.Name, c.User), Kind: kindOfConnection(c.Verdict), Verdict: h.verdict(c.Verdict),
		Path: h.path(c, n),
	}
	if c.SignIn != "" {
		a.How = append(a.How, h.say("Signs in by %s", c.SignIn))
	}
	if c.App.InOrg != "" {
		a.How = append(a.How, h.say("In the org: %s, matched by %s", c.App.InOrg, h.translate(c.App.Match)))
	}
	users := make([]string, len(group))
	for i := range group {
		users[i] = group[i].User
	}
	who, root := h.some(users, fewNames), h.root(c)
	if len(group) > fewNames {
		a.Like = h.some(users, 40)
	}
	switch c.Verdict {
	case audit.Ready:
		a.Headline = h.say("%s can connect %s", who, c.App.Name)
		a.Why = choose(len(c.Checked), h.say("the 1 gate of the connection does not stand in its way"), h.say("none of the %d gates of the connection stands in its way", len(c.Checked)))
	case audit.NotReady:
		a.Headline, a.Why = h.say("%s cannot connect %s", who, c.App.Name), h.message(root)
		if len(c.Causes) == 0 {
			a.Why = h.say("%s fails; the policy waives it, and a waiver opens no gate", strings.Join(h.checksOf(c, audit.Waived), ", "))
		}
	default:
		a.Headline, a.Why = h.say("It cannot be told whether %s can connect %s", who, c.App.Name), h.message(root)
		for _, need := range h.permissions(c) {
			a.ToTell = append(a.ToTell, h.translate(need))
		}
		if len(a.ToTell) > 0 {
			a.Why = h.say("%d of %d gates could not be judged: the audit user may not read all that they need", len(h.checksOf(c, audit.Unknown)), len(c.Checked))
		}
		if why := h.closed(); why != "" {
			a.Why = h.say("nothing of the org was read: %s", h.translate(why))
		}
	}
	for _, id := range c.Findings {
		f := h.Finding(id)
		if f != nil && kindOf(f) == kindInfo {
			a.Advice = append(a.Advice, htmlCause{Check: f.Check, Message: h.message(f), At: h.cardAt[f.Fingerprint]})
		}
		if f == nil || f.Verdict != audit.Fail && (f.Verdict != audit.Unknown || c.Verdict != audit.CannotTell) {
			continue
		}
		fix, said := h.Report.Fixes[f.Fix], h.message(f)
		if f.Verdict == audit.Unknown && len(f.Missing) > 0 {
			said = cmp.Or(h.titleOf(f.Check, f.Verdict), said) // why it is unknown is said for all of them together
		}
		a.Causes = append(a.Causes, htmlCause{
			Check: f.Check, Title: h.titleOf(f.Check, f.Verdict), Message: said, At: h.cardAt[f.Fingerprint],
			Fix: h.fixTitle(f.Fix), FixAt: h.fixAt[f.Fix], Setup: https(fix.SetupURL),
		})
	}
	if c.Fix != "" {
		if i := slices.IndexFunc(a.Causes, func(cause htmlCause) bool { return cause.FixAt != "" && cause.FixAt == h.fixAt[c.Fix] }); i >= 0 {
			a.First = &a.Causes[i]
		}
	}
	return a
}

// htmlOpen is what one missing permission keeps from being told, or one reason where no permission would help.
type htmlOpen struct {
	Need, Message string
	Checks        []htmlCause
	Parts         []htmlPart
}

// htmlPart is a piece of the org that could not be read.
type htmlPart struct {
	Title, Reason, Need, ByHand string
}

// opens says what could not be told, once for each permission that would settle it.
func (h *htmlReport) opens() []htmlOpen {
	var list []htmlOpen
	at := map[[2]string]int{}
	note := func(need, message string, f *audit.Finding, part audit.Part) {
		key := [2]string{need, message}
		i, ok := at[key]
		if !ok {
			i = len(list)
			at[key] = i
			list = append(list, htmlOpen{Need: need, Message: message})
		}
		o := &list[i]
		if !slices.ContainsFunc(o.Checks, func(c htmlCause) bool { return c.Check == f.Check }) {
			o.Checks = append(o.Checks, htmlCause{Check: f.Check, Title: h.titleOf(f.Check, f.Verdict), At: h.cardAt[f.Fingerprint]})
		}
		if part != "" {
			p := h.partView(h.refusal(part))
			if !slices.Contains(o.Parts, p) {
				o.Parts = append(o.Parts, p)
			}
		}
	}
	for i := range h.Findings {
		f := &h.Findings[i]
		if f.Verdict != audit.Unknown {
			continue
		}
		if len(f.Missing) == 0 {
			note("", h.message(f), f, "")
		}
		for _, part := range f.Missing {
			note(h.translate(h.refusal(part).NeedsPermission), "", f, part)
		}
	}
	return list
}

func (h *htmlReport) partView(r audit.RefusedPart) htmlPart {
	title := h.part(r.Part)
	if r.Partial {
		title += " (" + h.say("In part") + ")"
	}
	return htmlPart{Title: title, Reason: h.translate(r.Reason), Need: h.translate(r.NeedsPermission), ByHand: h.translate(r.Part.ByHand())}
}
