package notify

import (
	"fmt"
	"strings"

	"orgaudit/audit"
	"orgaudit/report"
)

// title says a message in one line.
func (m Message) title() string {
	if m.Type == TypeTest {
		return "orgaudit: this is a test"
	}
	var parts []string
	for _, e := range m.Events {
		switch e.Kind {
		case OrgUnread:
			parts = append(parts, "could not be read")
		case OrgReadable:
			parts = append(parts, "can be read again")
		}
	}
	became, topic, below := map[audit.TransitionKind]int{}, map[Topic]int{}, 0
	for _, e := range m.Events {
		switch {
		case isOrg(e) == 1:
		case e.Minor:
			below += e.Count
		case e.Transition != "":
			became[e.Transition] += e.Count
		default:
			topic[e.Kind.topic()] += e.Count
		}
	}
	parts = append(parts, audit.CountTransitions(became)...)
	if below > 0 {
		parts = append(parts, fmt.Sprintf("%d minor", below))
	}
	for _, t := range topics() {
		if n := topic[t.topic]; n > 0 {
			parts = append(parts, plural(n, t.one, t.many))
		}
	}
	return fmt.Sprintf("%s: %s", m.org(), strings.Join(parts, ", "))
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (m Message) org() string {
	if m.Org.Name == "" || m.Org.Name == m.Org.Alias {
		return report.Clean(m.Org.Alias)
	}
	return report.Clean(fmt.Sprintf("%s (%s)", m.Org.Alias, m.Org.Name))
}

// when says which run a message is about, and how the org is now.
func (m Message) when() string {
	at := m.Run.At.UTC().Format("2006-01-02 15:04 UTC")
	if m.Type == TypeTest {
		return "Sent at " + at + " by " + report.Clean(m.Tool) + ". Nothing happened in any org."
	}
	text := "Read at " + at + "."
	if m.First {
		text += " It is the first audit of this org."
	}
	if m.Run.NotReady > 0 {
		text += " Not ready now: " + plural(m.Run.NotReady, "connection", "connections") + "."
	}
	if m.Run.Failed > 0 {
		text += " Failing now: " + plural(m.Run.Failed, "finding", "findings") + "."
	}
	return text
}

// part is a heading with what is under it.
type part struct {
	Heading string
	Lines   []string
}

// parts say the events of a message, those of one heading together. Every line is cleaned, and escaped for nothing.
func (m Message) parts() []part {
	var out []part
	for _, e := range m.Events {
		heading := e.heading()
		if len(out) == 0 || out[len(out)-1].Heading != heading {
			out = append(out, part{Heading: heading})
		}
		p := &out[len(out)-1]
		p.Lines = append(p.Lines, e.line())
	}
	return out
}

// heading says what became of the things of an event, in the words of a diff.
func (e Event) heading() string {
	switch {
	case isOrg(e) == 1:
		return "The org"
	case e.Transition != "":
		return e.Transition.Words().String()
	}
	return e.Kind.topic().words().heading
}

// line says an event.
func (e Event) line() string {
	text := ""
	switch e.Kind {
	case OrgUnread:
		text = "The org could not be read"
		if e.Code != "" {
			text += ": " + e.Code
		}
	case OrgReadable:
		text = "The org can be read again"
	case ConnectionNotReady, ConnectionReady, ConnectionUnread:
		verdict := map[Kind]string{
			ConnectionNotReady: "not ready",
			ConnectionReady:    "ready",
			ConnectionUnread:   "can't be told",
		}[e.Kind]
		text = fmt.Sprintf("%s: %s %s", e.App, plural(e.Count, "connection", "connections"), verdict)
		if e.Check != "" {
			text += " (" + e.Check + ")"
		}
	case WaiverEnds:
		text = fmt.Sprintf("%s for %s: the last day is %s", plural(e.Count, "waiver", "waivers"), e.Check, e.Date)
	case WaiverEnded:
		text = fmt.Sprintf("%s for %s ended with %s: what it accepted counts again",
			plural(e.Count, "waiver", "waivers"), e.Check, e.Date)
	case DateNear:
		text = fmt.Sprintf("In %s, on %s: %s (%s, %s)", plural(e.Days, "day", "days"), e.Date, e.Title, e.Check,
			plural(e.Count, "finding", "findings"))
	default:
		text = e.Check
		if e.Title != "" {
			text = e.Title + " (" + e.Check + ")"
		}
		if e.Minor {
			text += ", below what the run fails on"
		}
		if e.Severity != "" {
			text = string(e.Severity) + ": " + text
		}
		if e.Count > 1 {
			text += fmt.Sprintf(", %d times", e.Count)
		}
		switch {
		case e.Again > 0 && e.Count == 1:
			text += ", which failed before"
		case e.Again > 0:
			text += fmt.Sprintf(", of which %d failed before", e.Again)
		}
	}
	if len(e.Subjects) > 0 {
		text += ": " + strings.Join(e.Subjects, ", ")
		if more := e.Count - len(e.Subjects); more > 0 {
			text += fmt.Sprintf(" and %d more", more)
		}
	}
	return report.Clean(text)
}

// Text says a message as plain text, as the text part of an e-mail does.
func (m Message) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", m.title())
	for _, p := range m.parts() {
		fmt.Fprintf(&b, "\n%s\n", p.Heading)
		for _, line := range p.Lines {
			fmt.Fprintf(&b, "  - %s\n", line)
		}
	}
	fmt.Fprintf(&b, "\n%s\n", m.when())
	if m.Run.URL != "" {
		fmt.Fprintf(&b, "%s\n", m.Run.URL)
	}
	return b.String()
}
