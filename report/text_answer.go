package report

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// answers says for each connection whether it can be made. One is answered in three lines; of several, the count of
// each answer and a table come first, and then the ones that are not ready in detail.
func (t *text) answers() {
	switch len(t.Connections) {
	case 0:
		if len(t.Findings) > 0 {
			t.policyAnswer()
		}
		return
	case 1:
		t.gap()
		t.answer(t.Connections[:1])
		return
	}
	t.gap()
	t.tally()
	t.gap()
	t.table()
	groups := t.sameRoot()
	said := groups
	if !t.verbose {
		said = groups[:min(len(groups), fewAnswers)]
	}
	for _, group := range said {
		t.gap()
		t.answer(group)
	}
	if more := len(groups) - len(said); more > 0 {
		t.gap()
		t.flow(2, 2, styled(dim, choose(more, t.say("1 more cause is like these: --verbose says each"), t.say("%d more causes are like these: --verbose says each", more))))
	}
}

const (
	fewAnswers = 10 // blocks of connections that are not ready
	fewRows    = 20 // rows of a table, above which those that are ready are only counted
	fewNames   = 3  // names in one line
	fewLines   = 3  // lines of the reason in an answer
)

// look is how a verdict stands out: its colour and its mark.
func look(v audit.ConnectionVerdict) (style, string) {
	switch v {
	case audit.Ready:
		return green, "✓"
	case audit.NotReady:
		return red, "✗"
	}
	return yellow, "?"
}

// tally counts the connections by answer, the worst first.
func (t *text) tally() {
	first := true
	for _, v := range []audit.ConnectionVerdict{audit.NotReady, audit.CannotTell, audit.Ready} {
		n := 0
		for _, c := range t.Connections {
			if c.Verdict == v {
				n++
			}
		}
		if n == 0 {
			continue
		}
		s, mark := look(v)
		label, said := mark+" "+t.verdict(v), fmt.Sprint(n)
		if first {
			said = t.say("%d of %d connections", n, len(t.Connections))
		}
		t.flow(0, 15, styled(s, label), apart(15-width(label)), shown(said))
		first = false
	}
}

// table lists the connections in the order asked.
func (t *text) table() {
	var rows [][]span
	left := 0
	for _, c := range t.Connections {
		if c.Verdict == audit.Ready && len(t.Connections) > fewRows && !t.verbose {
			left++
			continue
		}
		s, mark := look(c.Verdict)
		why := "-"
		switch {
		case len(c.Causes) > 0:
			why = strings.Join(c.Causes, ", ")
		case c.Verdict == audit.CannotTell:
			why = t.say("not told: %s", strings.Join(t.checksOf(c, audit.Unknown), ", "))
		}
		rows = append(rows, []span{styled(s, mark), shown(c.User), shown(c.App.Name), shown(why)})
	}
	if len(rows) > 0 {
		t.rows(2, []string{"", t.say("User"), t.say("App"), t.say("Causes, root first")}, rows)
	}
	if left > 0 {
		t.flow(2, 2, styled(dim, choose(left, t.say("1 connection is ready and not listed: --verbose lists all"), t.say("%d connections are ready and not listed: --verbose lists all", left))))
	}
}

// answer says one answer that all of some connections share.
func (t *text) answer(group []audit.Connection) {
	c := group[0]
	users := make([]string, len(group))
	for i := range group {
		users[i] = group[i].User
	}
	who, app := t.some(users, fewNames), c.App.Name
	s, mark := look(c.Verdict)
	said := t.say("%s cannot connect %s", who, app)
	switch c.Verdict {
	case audit.Ready:
		said = t.say("%s can connect %s", who, app)
	case audit.CannotTell:
		said = t.say("whether %s can connect %s", who, app)
	}
	t.flow(0, 2, styled(s, mark, " ", t.verdict(c.Verdict)), apart(2), styled(bold, said))
	t.known(2, !slices.ContainsFunc(group, func(c audit.Connection) bool { return !c.Known }))
	root, why := t.root(c), t.say("Why:")
	switch {
	case c.Verdict == audit.Ready:
		t.brief(why, choose(len(c.Checked), t.say("the 1 gate of the connection does not stand in its way"), t.say("none of the %d gates of the connection stands in its way", len(c.Checked))), "")
	case c.Verdict == audit.NotReady && len(c.Causes) == 0:
		t.field(2, why, shown(t.say("%s fails; the policy waives it, and a waiver opens no gate", strings.Join(t.checksOf(c, audit.Waived), ", "))))
	case c.Verdict == audit.NotReady:
		said, more := t.message(root), len(c.Causes)-1
		for _, other := range group[1:] {
			more = max(more, len(other.Causes)-1)
			if f := t.root(other); f.Message != root.Message {
				said = t.say("for each, as: %s", t.message(root))
			}
		}
		t.brief(why, said, t.code(root.Check, more))
		t.start(t.say("Fix:"), c.Step())
	case t.closed() != "":
		t.brief(why, t.say("nothing of the org was read: %s", t.translate(t.closed())), "")
	default:
		code, needs := t.code(root.Check, len(t.checksOf(c, audit.Unknown))-1), t.permissions(c)
		if len(needs) == 0 {
			t.field(2, why, shown(t.message(root), " ", code))
			return
		}
		t.brief(why, t.message(root), code)
		for i := range needs {
			needs[i] = t.translate(needs[i])
		}
		t.field(2, t.say("To tell:"), shown(t.say("give the audit user %s, then run again", t.some(needs, len(needs)))))
	}
}

// code is a check's ID in brackets, with how many more there are.
func (t *text) code(check string, more int) string {
	if more > 0 {
		return t.say("(%s; %d more below)", check, more)
	}
	return "(" + check + ")"
}

// brief writes a label and a text with its tail in a few lines at most; the text stands in full further down.
func (t *text) brief(label, said, tail string) {
	if tail != "" {
		tail = " " + tail
	}
	said = strings.Join(strings.Fields(Clean(said)), " ")
	hang := 2 + width(label) + 1
	short := said
	for to := fewLines * (t.width - hang); to > 0 && len(laid(t.width, hang, hang, []span{shown(short, tail)})) > fewLines; to-- {
		short = snipWords(said, to)
	}
	t.field(2, label, shown(short, tail))
}

// start names a fix and where in Setup it begins, on one line where that fits.
func (t *text) start(label, id string) {
	fix, ok := t.remedy(id)
	if !ok {
		t.field(2, label, shown(t.say("none is due: what fails is waived by the policy, or no documented fix is known")))
		return
	}
	if fix.SetupURL == "" {
		t.field(2, label, shown(t.say("%s (steps below)", fix.Title)))
		return
	}
	link := "→  " + fix.SetupURL
	if 2+width(label+" "+fix.Title+"  "+link) <= t.width {
		t.field(2, label, shown(fix.Title), apart(2), shown(link))
		return
	}
	t.field(2, label, shown(fix.Title))
	indent := 2 + width(label) + 1
	if indent+width(link) > t.width {
		link = fix.SetupURL
	}
	t.flow(min(indent, max(2, t.width-width(link))), 2, shown(link))
}

// policyAnswer opens a report that was asked about no connection.
func (t *text) policyAnswer() {
	failed, unknown := t.final.Counts.Departures, t.final.Counts.Untold
	org := t.translate(t.orgName())
	t.gap()
	switch {
	case failed > 0:
		t.flow(0, 2, styled(red, "✗ ", t.say("NOT AS ASKED")), apart(2), styled(bold, choose(failed, t.say("%s departs from the policy in 1 point", org), t.say("%s departs from the policy in %d points", org, failed))))
	case unknown > 0:
		t.flow(0, 2, styled(yellow, "? ", t.verdict(audit.CannotTell)), apart(2), styled(bold, t.say("whether %s follows the policy", org)))
	default:
		t.flow(0, 2, styled(green, "✓ ", t.say("AS ASKED")), apart(2), styled(bold, t.say("%s follows the policy", org)))
	}
	t.field(2, t.say("Told:"), shown(choose(len(t.Findings), t.say("1 point, %d failed, %d could not be told", failed, unknown),
		t.say("%d points, %d failed, %d could not be told", len(t.Findings), failed, unknown))))
}
