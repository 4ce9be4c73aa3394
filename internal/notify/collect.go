package notify

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

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
	First     bool          // there is no run before
	Announced []Announced
	// Transitions are what the run judged otherwise than it was last judged, or last told.
	Transitions []audit.Transition
}

// Collect makes the message of a run. It has no events where nothing is worth telling. It knows no clock: what is
// due is told by the first run after it became due.
func Collect(s Source) Message {
	m := Message{
		Schema: schema, Type: typeChange, Tool: s.Tool, First: s.First, Org: Org{Alias: s.Alias, Tags: s.Tags},
		Run: Run{ID: s.RunID, At: s.At.UTC(), URL: s.URL}, Events: []Event{},
	}
	c := collector{s: s, at: map[string]int{}}
	for i := range s.Transitions {
		c.transition(&s.Transitions[i])
	}
	if r := s.Report; r != nil {
		m.Org.Name, m.Org.ID = r.Org.Name, r.Org.ID
		t := r.Tally()
		m.Run.Failed, m.Run.NotReady, m.Run.CannotTell = t.Failed(), t.NotReady, t.CannotTell
		if r.Complete() { // else the next reading that is tells it
			c.waivers()
			c.dates()
		}
	}
	order := Topics()
	slices.SortStableFunc(c.events, func(a, b Event) int {
		return cmp.Or(slices.Index(order, a.Kind.topic())-slices.Index(order, b.Kind.topic()), isOrg(b)-isOrg(a),
			audit.WorstFirst(a.Transition, b.Transition), isFinding(a)-isFinding(b),
			audit.WorstFirst(a.Severity, b.Severity), cmp.Compare(a.Date, b.Date), cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.App, b.App), cmp.Compare(a.Kind, b.Kind))
	})
	m.Events = append(m.Events, c.events...)
	return m
}

func isOrg(e Event) int {
	if e.Kind == OrgUnread || e.Kind == OrgReadable {
		return 1
	}
	return 0
}

func isFinding(e Event) int {
	if e.Severity != "" {
		return 1
	}
	return 0
}

// collector groups what happened to several subjects of one check into one event.
type collector struct {
	s      Source
	events []Event
	at     map[string]int
}

func (c *collector) add(e Event, subject string, again bool) {
	key := strings.Join([]string{string(e.Kind), string(e.Transition), e.Check, e.App, string(e.Severity), e.Date},
		"\x00")
	i, ok := c.at[key]
	if !ok {
		i = len(c.events)
		c.at[key] = i
		if e.Title == "" && c.s.Report != nil {
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

// transition tells one, if it is told at all. A connection says more than the gate that it is not ready for.
func (c *collector) transition(t *audit.Transition) {
	e := Event{Kind: kindOf(t), Transition: t.Kind}
	switch {
	case e.Kind == "":
	case t.OfOrg():
		e.Transition, e.Code, e.Count = "", t.Message, 1
		c.events = append(c.events, e)
	case t.OfConnection():
		e.App, e.Check = t.App, t.Check
		if e.Kind != ConnectionNotReady {
			e.Check = ""
		}
		c.add(e, t.User, t.Again)
	case e.Kind == FindingFailed && c.told(t.Check):
	default:
		e.Check, e.Severity, e.Minor = t.Check, t.Severity, t.Minor
		c.add(e, t.Subject.Kind+" "+t.Subject.Name, t.Again)
	}
}

// told reports whether a connection is told that is not ready by a gate.
func (c *collector) told(check string) bool {
	return slices.ContainsFunc(c.s.Transitions, func(t audit.Transition) bool {
		return t.OfConnection() && t.Check == check && kindOf(&t) == ConnectionNotReady
	})
}

// becameDue reports whether a time came between the reading before and this one. What was due before the
// first reading is told by it when late is true.
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
			c.add(Event{Kind: DateNear, Check: a.Check, Title: a.What, Date: a.On.Format(time.DateOnly), Days: days},
				f.Subject.Kind+" "+f.Subject.Name, false)
		}
	}
}
