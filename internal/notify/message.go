package notify

import (
	"slices"
	"time"

	"orgaudit/audit"
)

// schema is the version of the JSON form of a Message.
const schema = 1

// Message is what is told of one run of one org. Its JSON form is what a webhook gets; the names are stable.
type Message struct {
	Schema int    `json:"schema"`
	ID     string `json:"id"`   // the same in every attempt to deliver it
	Type   string `json:"type"` // "change", or "test" for a message that tells nothing
	Tool   string `json:"tool"`
	Org    Org    `json:"org"`
	Run    Run    `json:"run"`
	// First says that the org was not audited before: all that fails is new.
	First  bool    `json:"first,omitempty"`
	Events []Event `json:"events"`
}

// Types of messages.
const (
	typeChange = "change"
	TypeTest   = "test"
)

// Org is the org of a message.
type Org struct {
	Alias string   `json:"alias"`
	Name  string   `json:"name"` // "" where the org could not be entered
	ID    string   `json:"id"`   // Salesforce id, "" likewise
	Tags  []string `json:"tags,omitempty"`
}

// Run is the run that gave rise to a message.
type Run struct {
	ID         int64     `json:"id,omitempty"` // in the history; absent where there is none
	At         time.Time `json:"at"`           // when the org was read
	URL        string    `json:"url,omitempty"`
	Failed     int       `json:"failed"`      // findings that fail now
	NotReady   int       `json:"not_ready"`   // connections that are not ready now
	CannotTell int       `json:"cannot_tell"` // connections that can't be told now
}

// Event is one thing that is told. What happened to several subjects of one check is one event.
type Event struct {
	Kind Kind `json:"kind"`
	// Transition says what became of findings and connections, in the words of a diff.
	Transition audit.TransitionKind `json:"transition,omitempty"`
	// Minor says that the findings are below what the run fails on.
	Minor    bool           `json:"minor,omitempty"`
	Severity audit.Severity `json:"severity,omitempty"` // of findings
	Check    string         `json:"check,omitempty"`    // ID; for a connection the root cause
	Title    string         `json:"title,omitempty"`    // of the check
	App      string         `json:"app,omitempty"`      // of a connection
	Code     string         `json:"code,omitempty"`     // Salesforce's code for why an org can't be read
	Date     string         `json:"date,omitempty"`     // as YYYY-MM-DD
	Days     int            `json:"days,omitempty"`     // until Date
	Count    int            `json:"count"`              // how many findings, connections or waivers
	Again    int            `json:"again,omitempty"`    // how many of them failed before, and had gone since
	// Subjects are what it is about, at most 20 of Count, only where the receiver asks for users.
	Subjects []string `json:"subjects,omitempty"`
}

const mostSubjects = 20

// Filter is what a receiver wants to be told.
type Filter struct {
	On           []Topic        // none = all
	MinSeverity  audit.Severity // of findings; "" = all. Connections, waivers and dates have none and are told always
	Orgs         []string       // aliases; none = all
	Tags         []string       // orgs that have one of them; none = all
	IncludeUsers bool
}

// Pick gives the part of a message that a receiver wants. ok is false where that is nothing.
func (f Filter) Pick(m Message) (out Message, ok bool) {
	if len(f.Orgs) > 0 && !slices.Contains(f.Orgs, m.Org.Alias) {
		return Message{}, false
	}
	if len(f.Tags) > 0 &&
		!slices.ContainsFunc(f.Tags, func(tag string) bool { return slices.Contains(m.Org.Tags, tag) }) {
		return Message{}, false
	}
	out = m
	out.Events = []Event{}
	for _, e := range m.Events {
		if len(f.On) > 0 && !slices.Contains(f.On, e.Kind.topic()) {
			continue
		}
		if f.MinSeverity != "" && e.Severity != "" && !e.Severity.AtLeast(f.MinSeverity) {
			continue
		}
		if !f.IncludeUsers {
			e.Subjects = nil
		}
		out.Events = append(out.Events, e)
	}
	return out, len(out.Events) > 0
}

// Test is a message that tells nothing, to try a receiver with.
func Test(tool string, at time.Time) Message {
	return Message{Schema: schema, Type: TypeTest, Tool: tool, Run: Run{At: at.UTC()}, Events: []Event{}}
}
