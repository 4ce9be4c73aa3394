package notify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

// Changes are what differs between a run and the one before it.
type Changes struct {
	First    bool // there is no run before
	Lost     bool // the org could be read before, and not now
	Regained bool // the reverse
	Failed   []Finding
	Fixed    []Finding
	Unread   []Finding
	// Connections that have another verdict, or another root cause.
	Connections []Connection
}

// Finding is one that changed.
type Finding struct {
	Check    string
	Subject  audit.Subject
	Severity audit.Severity
	Again    bool // it was fixed once
}

// Connection is one that changed. Was is "" for one that nobody asked about before.
type Connection struct {
	App, User, Cause string
	Was, Is          audit.ConnectionVerdict
}

// Announced is a date that Salesforce announced for something that a check judges.
type Announced struct {
	Check string // orgs with a finding of it, moot ones apart, are affected
	On    time.Time
	What  string // what happens then, as a sentence without its full stop
}

// Source is what a message is made from.
type Source struct {
	Alias     string
	Tags      []string
	RunID     int64
	URL       string // of the run on the dashboard, "" for none
	Tool      string
	At        time.Time     // when the org was read, or could not be
	Before    time.Time     // when it was read before; zero = never
	Report    *audit.Report // nil where there is none
	Changes   Changes
	Announced []Announced
}

// Collect makes the message of a run. It has no events where nothing is worth telling. It knows no clock: what is due is told by
// the first run after it became due.
func Collect(s Source) Message {
	m := Message{
		Schema: Schema, Type: TypeChange, Tool: s.Tool, First: s.Changes.First, Org: Org{Alias: s.Alias, Tags: s.Tags},
		Run: Run{ID: s.RunID, At: s.At.UTC(), URL: s.URL}, Events: []Event{},
	}
	c := collector{s: s, at: map[string]int{}}
	if s.Changes.Lost || s.Changes.First && (s.Report == nil || s.Report.Failure != nil) {
		e := Event{Kind: OrgUnread, Count: 1}
		if s.Report != nil && s.Report.Failure != nil {
			e.Code = s.Report.Failure.Code
		}
		c.events = append(c.events, e)
	}
	if s.Changes.Regained {
		c.events = append(c.events, Event{Kind: OrgReadable, Count: 1})
	}
	if r := s.Report; r != nil {
		m.Org.Name, m.Org.ID = r.Org.Name, r.Org.ID
		m.Run.count(r)
		if r.Failure == nil {
			c.changes()
			c.waivers()
			c.dates()
		}
	}
	order := Topics()
	slices.SortStableFunc(c.events, func(a, b Event) int {
		return cmp.Or(slices.Index(order, a.Kind.Topic())-slices.Index(order, b.Kind.Topic()), rank(a)-rank(b),
			cmp.Compare(a.Date, b.Date), cmp.Compare(a.Check, b.Check), cmp.Compare(a.App, b.App), cmp.Compare(a.Kind, b.Kind))
	})
	m.Events = append(m.Events, c.events...)
	return m
}

// rank puts the org first, then connections, then findings by severity.
func rank(e Event) int {
	switch {
	case e.Kind == OrgUnread || e.Kind == OrgReadable:
		return -2
	case e.Severity == "":
		return -1
	}
	return slices.Index(audit.Severities(), e.Severity)
}

func (run *Run) count(r *audit.Report) {
	for i := range r.Findings {
		if r.Findings[i].Verdict == audit.Fail {
			run.Failed++
		}
	}
	for i := range r.Connections {
		switch r.Connections[i].Verdict {
		case audit.NotReady:
			run.NotReady++
		case audit.CannotTell:
			run.CannotTell++
		}
	}
}

// collector groups what happened to several subjects of one check into one event.
type collector struct {
	s      Source
	events []Event
	at     map[string]int
}

func (c *collector) add(e Event, subject string, again bool) {
	key := strings.Join([]string{string(e.Kind), e.Check, e.App, string(e.Severity), e.Date}, "\x00")
	i, ok := c.at[key]
	if !ok {
		i = len(c.events)
		c.at[key] = i
		if e.Title == "" {
			e.Title = c.s.Report.Checks[e.Check].Said(e.Kind.verdict())
		}
		c.events = append(c.events, e)
	}
	known := &c.events[i]
	known.Count++
	if again {
		known.Again++
	}
	if subject != "" && len(known.Subjects) < mostSubjects {
		known.Subjects = append(known.Subjects, subject)
	}
}

func (c *collector) changes() {
	for _, list := range []struct {
		kind     Kind
		findings []Finding
	}{{FindingFailed, c.s.Changes.Failed}, {FindingUnread, c.s.Changes.Unread}, {FindingFixed, c.s.Changes.Fixed}} {
		for _, f := range list.findings {
			if list.kind == FindingFailed && c.told(f.Check) {
				continue
			}
			c.add(Event{Kind: list.kind, Check: f.Check, Severity: f.Severity}, f.Subject.Kind+" "+f.Subject.Name, f.Again)
		}
	}
	for _, change := range c.s.Changes.Connections {
		e := Event{App: change.App, Check: change.Cause}
		switch {
		case change.Is == audit.NotReady && change.Was != audit.NotReady:
			e.Kind = ConnectionNotReady
		case change.Is == audit.Ready && change.Was != audit.Ready && change.Was != "":
			e.Kind, e.Check = ConnectionReady, ""
		case change.Is == audit.CannotTell && change.Was != audit.CannotTell:
			e.Kind = ConnectionUnread
		default:
			continue
		}
		c.add(e, change.User, false)
	}
}

// told reports whether a connection is told that is not ready for a gate: it says more than the gate.
func (c *collector) told(check string) bool {
	return slices.ContainsFunc(c.s.Changes.Connections, func(change Connection) bool {
		return change.Cause == check && change.Is == audit.NotReady && change.Was != audit.NotReady
	})
}

// becameDue reports whether a time came between the reading before and this one. What was due before the first reading is told
// by it when late is true.
func (c *collector) becameDue(at time.Time, late bool) bool {
	if c.s.At.Before(at) {
		return false
	}
	if c.s.Before.IsZero() {
		return late
	}
	return c.s.Before.Before(at)
}

// warnWaiver is how long before its end a waiver is told.
const warnWaiver = 14 * 24 * time.Hour

func (c *collector) waivers() {
	for _, w := range c.s.Report.Waivers {
		until, err := time.Parse(time.DateOnly, w.Until)
		if err != nil || w.Status == audit.WaiverInvalid || c.goesOn(w) {
			continue
		}
		e := Event{Check: w.Check, Date: w.Until, Days: w.DaysLeft}
		end := until.AddDate(0, 0, 1) // it holds on its last day
		switch {
		case c.becameDue(end, false):
			e.Kind = WaiverEnded
		case c.s.At.Before(end) && c.becameDue(until.Add(-warnWaiver), true):
			e.Kind = WaiverEnds
		default:
			continue
		}
		c.add(e, strings.Replace(w.Subject, ":", " ", 1), false)
	}
}

// goesOn reports whether another waiver takes the place of one.
func (c *collector) goesOn(w audit.ReportWaiver) bool {
	return slices.ContainsFunc(c.s.Report.Waivers, func(other audit.ReportWaiver) bool {
		return other.Check == w.Check && strings.EqualFold(other.Subject, w.Subject) && other.Until > w.Until
	})
}

func (c *collector) dates() {
	for _, a := range c.s.Announced {
		if !c.s.At.Before(a.On) {
			continue
		}
		due := false
		for _, days := range []int{30, 7} {
			due = due || c.becameDue(a.On.AddDate(0, 0, -days), true)
		}
		if !due {
			continue
		}
		for i := range c.s.Report.Findings {
			f := &c.s.Report.Findings[i]
			if f.Check != a.Check || f.Verdict == audit.Moot {
				continue
			}
			days := int(a.On.Sub(c.s.At.UTC().Truncate(24*time.Hour)) / (24 * time.Hour))
			c.add(Event{Kind: DateNear, Check: a.Check, Title: a.What, Date: a.On.Format(time.DateOnly), Days: days}, f.Subject.Kind+" "+f.Subject.Name, false)
		}
	}
}
