package report

import (
	"fmt"
	"strings"

	"orgaudit/audit"
)

// failure says first that the audit itself was refused, and what that may mean: all below follows from it.
func (m *markdown) failure() {
	f := m.Failure
	if f == nil {
		return
	}
	label, said := m.say("NOT READ TO THE END"), m.say("the audit's own calls were refused or broke off")
	switch host := md(f.Host); {
	case f.SignIn && f.Host != "":
		label, said = m.say("NOT SIGNED IN"), m.say("the audit could not sign in at %s", host)
	case f.SignIn:
		label, said = m.say("NOT SIGNED IN"), m.say("the audit could not sign in")
	case f.Host != "":
		said = m.say("the audit's own calls at %s were refused or broke off", host)
	}
	m.title("! ", label, ": ", said)
	answer := code(f.Code)
	if f.Message != "" && f.Message != f.Code {
		answer = strings.TrimPrefix(answer+": "+md(f.Message), ": ")
	}
	m.paragraph("**", m.say("Answer:"), "** ", answer)
	if len(f.MayMean) == 0 {
		return
	}
	m.paragraph(m.say("Salesforce answers so for one of these reasons:"))
	for _, mean := range f.MayMean {
		said := code(mean.Check) + ": " + md(m.translate(mean.Fails))
		if fix, ok := m.remedy(mean.Fix); ok {
			said += ". " + m.say("Fix:") + " " + m.say("%s (%s, steps below)", md(fix.Title), code(mean.Fix))
		}
		m.item("-", said)
	}
}

// answers says for each connection whether it can be made. Of several, the number that is not ready and a table come
// first, then those in detail that are not ready.
func (m *markdown) answers() {
	switch len(m.Connections) {
	case 0:
		if len(m.Findings) > 0 {
			m.policyAnswer()
		}
		return
	case 1:
		m.answer(m.Connections)
		return
	}
	m.title(m.mark(m.worst()), ": ", m.tally())
	m.connections()
	groups := m.sameRoot()
	if !m.verbose {
		groups = groups[:min(len(groups), fewAnswers)]
	}
	for _, group := range groups {
		m.answer(group)
	}
	if more := len(m.sameRoot()) - len(groups); more > 0 {
		m.paragraph(choose(more, m.say("1 more group of connections is in the table only"), m.say("%d more groups of connections are in the table only", more)))
	}
}

// mark says a verdict with its sign.
func (m *markdown) mark(v audit.ConnectionVerdict) string {
	_, sign := look(v)
	return sign + " " + m.verdict(v)
}

// worst is the verdict that all connections together deserve.
func (m *markdown) worst() audit.ConnectionVerdict {
	worst := audit.Ready
	for _, c := range m.Connections {
		switch {
		case c.Verdict == audit.NotReady:
			return c.Verdict
		case c.Verdict != audit.Ready:
			worst = audit.CannotTell
		}
	}
	return worst
}

// tally counts the connections by answer, the worst first.
func (m *markdown) tally() string {
	var said []string
	for _, v := range []audit.ConnectionVerdict{audit.NotReady, audit.CannotTell, audit.Ready} {
		n := 0
		for _, c := range m.Connections {
			if c.Verdict == v {
				n++
			}
		}
		switch {
		case n > 0 && said == nil:
			said = append(said, m.say("%d of %d connections", n, len(m.Connections)))
		case n > 0:
			said = append(said, fmt.Sprintf("%d %s", n, m.verdict(v)))
		}
	}
	return strings.Join(said, ", ")
}

// mostRows is how many rows a table has at most: what GitHub takes for a comment has an end.
const mostRows = 50

// connections lists the connections in the order asked. Of many, those that are ready are only counted.
func (m *markdown) connections() {
	var rows [][]string
	left := 0
	for _, c := range m.Connections {
		if c.Verdict == audit.Ready && len(m.Connections) > fewRows && !m.verbose {
			left++
			continue
		}
		why := "-"
		switch {
		case len(c.Causes) > 0:
			why = codes(c.Causes)
		case c.Verdict == audit.CannotTell:
			why = m.say("not told: %s", codes(m.checksOf(c, audit.Unknown)))
		}
		rows = append(rows, []string{m.mark(c.Verdict), md(c.User), md(c.App.Name), why})
	}
	few := rows
	if !m.verbose {
		few = rows[:min(len(rows), mostRows)]
	}
	if len(few) > 0 {
		m.table([]string{m.say("Verdict"), m.say("User"), m.say("App"), m.say("Causes, root first")}, few)
	}
	if more := len(rows) - len(few); more > 0 {
		m.paragraph(m.say("%d more are not ready, or can't be told, and not listed: --verbose lists all", more))
	}
	if left > 0 {
		m.paragraph(choose(left, m.say("1 connection is ready and not listed: --verbose lists all"), m.say("%d connections are ready and not listed: --verbose lists all", left)))
	}
}

// answer says one answer that all of some connections share.
func (m *markdown) answer(group []audit.Connection) {
	c := group[0]
	users := make([]string, len(group))
	for i := range group {
		users[i] = md(group[i].User)
	}
	who, app := m.some(users, fewNames), md(c.App.Name)
	said := m.say("%s cannot connect %s", who, app)
	switch c.Verdict {
	case audit.Ready:
		said = m.say("%s can connect %s", who, app)
	case audit.CannotTell:
		said = m.say("whether %s can connect %s", who, app)
	}
	m.title(m.mark(c.Verdict), ": ", said)
	m.fact(m.say("Why"), m.why(group))
	switch {
	case c.Verdict == audit.NotReady && len(c.Causes) > 0:
		m.fact(m.say("Fix"), m.start(c.Fix))
	case c.Verdict == audit.CannotTell:
		needs := m.permissions(c)
		for i := range needs {
			needs[i] = md(m.translate(needs[i]))
		}
		if len(needs) > 0 && m.closed() == "" {
			m.fact(m.say("To tell"), m.say("give the audit user %s, then run again", m.some(needs, len(needs))))
		}
	}
}

// why says what an answer rests on.
func (m *markdown) why(group []audit.Connection) string {
	c := group[0]
	root := m.root(c)
	switch {
	case c.Verdict == audit.Ready:
		return choose(len(c.Checked), m.say("the 1 gate of the connection does not stand in its way"), m.say("none of the %d gates of the connection stands in its way", len(c.Checked)))
	case c.Verdict == audit.NotReady && len(c.Causes) == 0:
		return m.say("%s fails; the policy waives it, and a waiver opens no gate", codes(m.checksOf(c, audit.Waived)))
	case c.Verdict == audit.NotReady:
		said, more := md(m.message(root)), 0
		for _, other := range group {
			more = max(more, len(other.Causes)-1)
			if f := m.root(other); f.Message != root.Message {
				said = m.say("for each, as: %s", md(m.message(root)))
			}
		}
		return said + " " + m.behind(root.Check, more)
	case m.closed() != "":
		return m.say("nothing of the org was read: %s", md(m.translate(m.closed())))
	}
	return md(m.message(root)) + " " + m.behind(root.Check, len(m.checksOf(c, audit.Unknown))-1)
}

// behind is a check's ID in brackets, with how many more there are.
func (m *markdown) behind(check string, more int) string {
	if more > 0 {
		return m.say("(%s; %d more below)", code(check), more)
	}
	return "(" + code(check) + ")"
}

// start names a fix and where in Setup it begins.
func (m *markdown) start(id string) string {
	fix, ok := m.remedy(id)
	switch {
	case !ok:
		return m.say("none is due: what fails is waived by the policy, or no documented fix is known")
	case fix.SetupURL == "":
		return m.say("%s (steps below)", md(fix.Title))
	}
	return md(fix.Title) + ", " + link(fix.SetupURL)
}

// policyAnswer opens a report that was asked about no connection.
func (m *markdown) policyAnswer() {
	failed, unknown := 0, 0
	for i := range m.Findings {
		switch m.Findings[i].Verdict {
		case audit.Fail:
			failed++
		case audit.Unknown:
			unknown++
		}
	}
	org := md(m.orgName())
	switch {
	case failed > 0:
		m.title("✗ ", m.say("NOT AS ASKED"), ": ", choose(failed, m.say("%s departs from the policy in 1 point", org), m.say("%s departs from the policy in %d points", org, failed)))
	case unknown > 0:
		m.title("? ", m.say("CANNOT TELL"), ": ", m.say("whether %s follows the policy", org))
	default:
		m.title("✓ ", m.say("AS ASKED"), ": ", m.say("%s follows the policy", org))
	}
	m.paragraph(choose(len(m.Findings), m.say("1 point, %d failed, %d could not be told", failed, unknown), m.say("%d points, %d failed, %d could not be told", len(m.Findings), failed, unknown)))
}

// diagnosis says whether the org explains what the reader has seen.
func (m *markdown) diagnosis() {
	d := m.Diagnosis
	if d == nil {
		return
	}
	m.heading(2, m.say("Symptom"))
	seen := "“" + md(d.Symptom) + "”"
	if d.Code != "" && !strings.Contains(d.Symptom, d.Code) {
		seen += " (" + code(d.Code) + ")"
	}
	m.paragraph(seen)
	switch {
	case len(d.Candidates) == 0 && d.Verdict == audit.Undecided:
		m.item("-", m.say("No check knows it, so it can't be told whether the org explains it"))
	case d.Verdict == audit.Explained:
		m.item("-", m.say("Explained by %s", codes(d.Causes)))
	case d.Verdict == audit.OrgClean:
		m.item("-", m.say("Not the org: every gate was read and none explains it, so the cause is on the app's side"))
	default:
		m.item("-", m.say("Cannot tell whether the org explains it: not all that could was judged"))
		m.item("-", m.say("It may come from:")+" "+codes(d.Candidates))
	}
	if d.Note != "" {
		m.fact(m.say("When"), md(m.words(d.Words, d.Note)))
	}
}
