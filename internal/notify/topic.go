package notify

import "orgaudit/audit"

// Topic is what a receiver can ask for.
type Topic string

// Topics.
const (
	topicNewFailure   Topic = "new_failure"
	topicUnread       Topic = "unread"
	topicWaiverEnding Topic = "waiver_ending"
	topicDates        Topic = "dates"
	topicFixed        Topic = "fixed"
	topicGone         Topic = "no_longer_found"
)

// topicWords are the words of a topic.
type topicWords struct {
	topic     Topic
	one, many string // in the title of a message, of what is no transition: those have words of their own
	heading   string // likewise
	About     string // when it is told, for the reference
}

// topics declares all of them, in the order in which a message tells them.
func topics() []topicWords {
	return []topicWords{
		{
			topicNewFailure, "", "", "",
			"a finding fails, or a connection is not ready, and was not known to: it got worse, or came to light",
		},
		{
			topicUnread, "", "", "",
			"an org could not be read or signed in to, or an answer can't be told that could before",
		},
		{
			topicWaiverEnding, "waiver ends", "waivers end", "Waivers",
			"a waiver ends within 14 days, once; and when it has ended",
		},
		{
			topicDates, "affected by an announced change", "affected by an announced change", "Announced by Salesforce",
			"30 and 7 days before a date that Salesforce announced, if the org is affected",
		},
		{
			topicFixed, "", "", "",
			"what failed is judged better; also that a connection can be told again, or an org be read",
		},
		{
			topicGone, "", "", "",
			"what failed is not there any more, as a profile that was deleted: nobody judged it better",
		},
	}
}

// Topics lists all of them, in the order in which a message tells them.
func Topics() []Topic {
	var out []Topic
	for _, t := range topics() {
		out = append(out, t.topic)
	}
	return out
}

// About says when a topic is told.
func (t Topic) About() string { return t.words().About }

func (t Topic) words() topicWords {
	for _, w := range topics() {
		if w.topic == t {
			return w
		}
	}
	return topicWords{topic: t, one: string(t), many: string(t), heading: string(t)}
}

// Kind is what an event is.
type Kind string

// Kinds of events.
const (
	FindingFailed      Kind = "finding_failed"
	FindingFixed       Kind = "finding_fixed"
	FindingGone        Kind = "finding_no_longer_found"
	FindingUnread      Kind = "finding_unread"
	ConnectionNotReady Kind = "connection_not_ready"
	ConnectionReady    Kind = "connection_ready"
	ConnectionUnread   Kind = "connection_unread"
	OrgUnread          Kind = "org_unread"   // the org could be read before
	OrgReadable        Kind = "org_readable" // the org could not be read before
	WaiverEnds         Kind = "waiver_ends"
	WaiverEnded        Kind = "waiver_ended"
	DateNear           Kind = "date_near"
)

// topic is the one that a kind belongs to; "" for a kind that is not known.
func (k Kind) topic() Topic {
	switch k {
	case FindingFailed, ConnectionNotReady:
		return topicNewFailure
	case FindingFixed, ConnectionReady, OrgReadable:
		return topicFixed
	case FindingGone:
		return topicGone
	case FindingUnread, ConnectionUnread, OrgUnread:
		return topicUnread
	case WaiverEnds, WaiverEnded:
		return topicWaiverEnding
	case DateNear:
		return topicDates
	}
	return ""
}

// kindOf is what a transition is told as; "" where it is not told, since it asks nobody to do anything.
func kindOf(t *audit.Transition) Kind {
	pick := func(org, connection, finding Kind) Kind {
		switch {
		case t.OfOrg():
			return org
		case t.OfConnection():
			return connection
		}
		return finding
	}
	switch t.Kind.Turn() {
	case audit.TurnWorse, audit.TurnToLight:
		return pick("", ConnectionNotReady, FindingFailed)
	case audit.TurnUnread:
		return pick(OrgUnread, ConnectionUnread, FindingUnread)
	case audit.TurnBetter:
		return pick("", ConnectionReady, FindingFixed)
	}
	switch t.Kind {
	case audit.Uncovered:
		return pick("", ConnectionNotReady, FindingFailed)
	case audit.Settled:
		return pick(OrgReadable, ConnectionReady, "")
	case audit.Vanished:
		return pick("", "", FindingGone)
	}
	return ""
}

// verdict is the one that a finding of the kind came to, or the gate behind a connection.
func (k Kind) verdict() audit.Verdict {
	switch k.topic() {
	case topicNewFailure:
		return audit.Fail
	case topicFixed:
		return audit.Pass
	}
	return audit.Unknown
}
