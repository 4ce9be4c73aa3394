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
	shown := groups
	if !t.verbose {
		shown = groups[:min(len(groups), fewAnswers)]
	}
	for _, group := range shown {
		t.gap()
		t.answer(group)
	}
	if more := len(groups) - len(shown); more > 0 {
		t.gap()
		t.flow(2, 2, styled(dim, count(more, "more cause is", "more causes are"), " like these: --verbose says each"))
	}
}

const (
	fewAnswers = 10 // blocks of connections that are not ready
	fewRows    = 20 // rows of a table, above which those that are ready are only counted
	fewNames   = 3  // names in one line
)

// look is how a verdict stands out.
func look(v audit.ConnectionVerdict) (style, string) {
	switch v {
	case audit.Ready:
		return green, "✓ READY"
	case audit.NotReady:
		return red, "✗ NOT READY"
	}
	return yellow, "? CANNOT TELL"
}

// tally counts the connections by answer, the worst first.
func (t *text) tally() {
	said := fmt.Sprintf(" of %d connections", len(t.Connections))
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
		s, label := look(v)
		t.flow(0, 15, styled(s, label), apart(15-width(label)), say(fmt.Sprint(n), said))
		said = ""
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
		s, label := look(c.Verdict)
		mark, _, _ := strings.Cut(label, " ")
		why := "-"
		switch {
		case len(c.Causes) > 0:
			why = strings.Join(c.Causes, ", ")
		case c.Verdict == audit.CannotTell:
			why = "not told: " + strings.Join(t.checksOf(c, audit.Unknown), ", ")
		}
		rows = append(rows, []span{styled(s, mark), say(c.User), say(c.App.Name), say(why)})
	}
	if len(rows) > 0 {
		t.rows(2, []string{"", "User", "App", "Causes, root first"}, rows)
	}
	if left > 0 {
		t.flow(2, 2, styled(dim, count(left, "connection is", "connections are"), " ready and not listed: --verbose lists all"))
	}
}

// sameRoot groups the connections that are not ready by app, root cause and fix, so that what many users share is said
// once.
func (t *text) sameRoot() [][]audit.Connection {
	at := map[[3]string]int{}
	var groups [][]audit.Connection
	for _, c := range t.Connections {
		if c.Verdict != audit.NotReady {
			continue
		}
		key := [3]string{c.App.Name, t.root(c).Check, c.Fix}
		i, ok := at[key]
		if !ok {
			i = len(groups)
			at[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], c)
	}
	return groups
}

// root is the finding behind a connection's answer: its first failure, else its first unknown, else an empty one.
func (t *text) root(c audit.Connection) *audit.Finding {
	for _, v := range []audit.Verdict{audit.Fail, audit.Unknown} {
		for _, id := range c.Findings {
			if f := t.Finding(id); f != nil && f.Verdict == v {
				return f
			}
		}
	}
	return &audit.Finding{}
}

// checksOf lists the checks of a connection that came to a verdict.
func (t *text) checksOf(c audit.Connection, v audit.Verdict) []string {
	var ids []string
	for _, id := range c.Findings {
		if f := t.Finding(id); f != nil && f.Verdict == v && !slices.Contains(ids, f.Check) {
			ids = append(ids, f.Check)
		}
	}
	return ids
}

// answer says one answer that all of some connections share.
func (t *text) answer(group []audit.Connection) {
	c := group[0]
	users := make([]string, len(group))
	for i := range group {
		users[i] = group[i].User
	}
	who, app := some(users, fewNames), c.App.Name
	s, label := look(c.Verdict)
	said := who + " cannot connect " + app
	switch c.Verdict {
	case audit.Ready:
		said = who + " can connect " + app
	case audit.CannotTell:
		said = "whether " + who + " can connect " + app
	}
	t.flow(0, 2, styled(s, label), apart(2), styled(bold, said))
	root := t.root(c)
	switch {
	case c.Verdict == audit.Ready:
		t.brief("Why:", "none of the "+count(len(c.Checked), "gate", "gates")+" of the connection stands in its way", "")
	case c.Verdict == audit.NotReady && len(c.Causes) == 0:
		t.field(2, "Why:", say(strings.Join(t.checksOf(c, audit.Waived), ", "), " fails; the policy waives it, and a waiver opens no gate"))
	case c.Verdict == audit.NotReady:
		said, more := root.Message, len(c.Causes)-1
		for _, other := range group[1:] {
			more = max(more, len(other.Causes)-1)
			if f := t.root(other); f.Message != root.Message {
				said = "for each, as: " + root.Message
			}
		}
		t.brief("Why:", said, t.code(root.Check, more))
		t.start("Fix:", c.Fix)
	case t.closed() != "":
		t.brief("Why:", "nothing of the org was read: "+t.closed(), "")
	default:
		code, needs := t.code(root.Check, len(t.checksOf(c, audit.Unknown))-1), t.permissions(c)
		if len(needs) == 0 {
			t.field(2, "Why:", say(root.Message, " ", code))
			return
		}
		t.brief("Why:", root.Message, code)
		t.field(2, "To tell:", say("give the audit user ", strings.Join(needs, " and "), ", then run again"))
	}
}

// code is a check's ID in brackets, with how many more there are.
func (t *text) code(check string, more int) string {
	if more > 0 {
		return fmt.Sprintf("(%s; %d more below)", check, more)
	}
	return "(" + check + ")"
}

// brief writes a label and as much of a text as fits the line; the text stands in full further down.
func (t *text) brief(label, said, tail string) {
	if tail != "" {
		tail = " " + tail
	}
	room := t.width - 2 - width(label) - 1 - width(tail)
	t.field(2, label, say(snipWords(Clean(said), max(room, 20)), tail))
}

// start names a fix and where in Setup it begins, on one line where that fits.
func (t *text) start(label, id string) {
	fix, ok := t.Fixes[id]
	if !ok {
		t.field(2, label, say("none is due: what fails is waived by the policy, or no documented fix is known"))
		return
	}
	if fix.SetupURL == "" {
		t.field(2, label, say(fix.Title, " (steps below)"))
		return
	}
	link := "→  " + fix.SetupURL
	if 2+width(label+" "+fix.Title+"  "+link) <= t.width {
		t.field(2, label, say(fix.Title), apart(2), say(link))
		return
	}
	t.field(2, label, say(fix.Title))
	indent := 2 + width(label) + 1
	if indent+width(link) > t.width {
		link = fix.SetupURL
	}
	t.flow(min(indent, max(2, t.width-width(link))), 2, say(link))
}

// permissions lists what the audit user lacks to tell about a connection.
func (t *text) permissions(c audit.Connection) []string {
	var needs []string
	for _, id := range c.Findings {
		f := t.Finding(id)
		if f == nil || f.Verdict != audit.Unknown {
			continue
		}
		for _, part := range f.Missing {
			if need := t.refusal(part).NeedsPermission; need != "" && !slices.Contains(needs, need) {
				needs = append(needs, need)
			}
		}
	}
	return needs
}

// refusal is why a part could not be read.
func (t *text) refusal(part audit.Part) audit.RefusedPart {
	for _, r := range t.Refused {
		if r.Part == part {
			return r
		}
	}
	return audit.RefusedPart{Part: part}
}

// policyAnswer opens a report that was asked about no connection.
func (t *text) policyAnswer() {
	failed, unknown := 0, 0
	for _, f := range t.Findings {
		switch f.Verdict {
		case audit.Fail:
			failed++
		case audit.Unknown:
			unknown++
		}
	}
	org := t.orgName()
	t.gap()
	switch {
	case failed > 0:
		t.flow(0, 2, styled(red, "✗ NOT AS ASKED"), apart(2), styled(bold, org, " departs from the policy in ", count(failed, "point", "points")))
	case unknown > 0:
		t.flow(0, 2, styled(yellow, "? CANNOT TELL"), apart(2), styled(bold, "whether ", org, " follows the policy"))
	default:
		t.flow(0, 2, styled(green, "✓ AS ASKED"), apart(2), styled(bold, org, " follows the policy"))
	}
	t.field(2, "Told:", say(count(len(t.Findings), "point", "points"), ", ", fmt.Sprint(failed), " failed, ", fmt.Sprint(unknown), " could not be told"))
}

func (t *text) orgName() string {
	for _, name := range []string{t.Org.Name, t.Org.MyDomain, t.Org.URL} {
		if name != "" {
			return name
		}
	}
	return "the org"
}
