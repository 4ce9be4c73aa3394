package report

import "orgaudit/audit"

// htmlWords are the labels of the page that hold nothing of a report.
type htmlWords struct {
	Skip, Contents, Answer, Setup, Copy, Copied, CopyFailed, Path             string
	PathWords, CausesFirst, FirstFix, Fix, User, App, Verdict, AllConnections string
	Detail, ToTell, Symptom, MayMean, Open, OpenWhy, Permission, ByHand       string
	NotRead, Gates, Reason, Findings, FindingsAbout, Filter, Subject, Search  string
	SearchHint, Reset, Expand, Collapse, Showing, Nothing, Wanted, Found      string
	Seen, When, Rule, Waiver, Check, SeenIn, Fixes, FixesAbout                string
	OtherFixes, OtherFixesAbout, Effect, Risk, Effort, Source, Vendor, For    string
	Read, Org, Calls, Policy, Connector, Part, Waivers, Until                 string
	Status, Complete, Footer, Users, Advice, GiveThese, JudgedBy              string
}

func newHTMLWords(t *tongue) htmlWords {
	return htmlWords{
		Skip:            t.say("Skip to the answer"),
		Contents:        t.say("On this page"),
		Answer:          t.say("Answer"),
		Setup:           t.say("Open in Setup"),
		Copy:            t.say("Copy steps"),
		Copied:          t.say("Copied"),
		CopyFailed:      t.say("Select and copy by hand"),
		Path:            t.say("The path to the API"),
		PathWords:       t.say("The path in words"),
		CausesFirst:     t.say("Causes, root first"),
		FirstFix:        t.say("Fix this first"),
		Fix:             t.say("Fix"),
		User:            t.say("User"),
		App:             t.say("App"),
		Verdict:         t.say("Verdict"),
		AllConnections:  t.say("Every connection"),
		Detail:          t.say("In detail"),
		ToTell:          t.say("To tell"),
		Symptom:         t.say("Symptom"),
		MayMean:         t.say("Salesforce answers so for one of these reasons:"),
		Open:            t.say("Could not be told"),
		OpenWhy:         t.say("Unknown is an answer of its own: nothing here counts as passed or failed. Each permission below settles what stands under it."),
		Permission:      t.say("Permission"),
		ByHand:          t.say("By hand"),
		NotRead:         t.say("Not read"),
		Gates:           t.say("Gates"),
		Reason:          t.say("Reason"),
		Findings:        t.say("Findings"),
		FindingsAbout:   t.say("Everything that was judged, with what was seen. Failures come first, in the order in which Salesforce meets them."),
		Filter:          t.say("Filter"),
		Subject:         t.say("About"),
		Search:          t.say("Search"),
		SearchHint:      t.say("Name, app, check or text"),
		Reset:           t.say("Reset"),
		Expand:          t.say("Open all"),
		Collapse:        t.say("Close all"),
		Showing:         t.say("{n} of {all} shown"),
		Nothing:         t.say("Nothing matches this filter."),
		Wanted:          t.say("Wanted"),
		Found:           t.say("Found"),
		Seen:            t.say("Seen"),
		When:            t.say("When"),
		Rule:            t.say("Rule"),
		Waiver:          t.say("Accepted by a waiver"),
		Check:           t.say("Check"),
		SeenIn:          t.say("Seen in"),
		Fixes:           t.say("How to fix it"),
		FixesAbout:      t.say("In this order: what comes first in Salesforce comes first here."),
		OtherFixes:      t.say("Other documented ways"),
		OtherFixesAbout: t.say("Each leads to the same end as a fix above."),
		Effect:          t.say("Effect"),
		Risk:            t.say("Risk"),
		Effort:          t.say("Effort"),
		Source:          t.say("Source"),
		Vendor:          t.say("Vendor"),
		For:             t.say("For"),
		Read:            t.say("What was read"),
		Org:             t.say("Org"),
		Calls:           t.say("API calls"),
		Policy:          t.say("Policy"),
		Connector:       t.say("Connector"),
		Part:            t.say("Part of the org"),
		Waivers:         t.say("Waivers"),
		Until:           t.say("Until"),
		Status:          t.say("Status"),
		Complete:        t.say("Every part that was asked for was read."),
		Footer:          t.say("Read only: nothing in the org was changed."),
		Users:           t.say("Users"),
		Advice:          t.say("Worth knowing"),
		GiveThese:       t.say("Give the audit user these permissions, then run again:"),
		JudgedBy:        t.say("Judged by"),
	}
}

// outcome is how a finding stands out: its kind names the class of its look, its label is read.
type outcome struct{ Kind, Label string }

// outcomes lists the kinds of findings in the order in which the page shows them.
func (t *tongue) outcomes() []outcome {
	return []outcome{
		{kindFail, t.say("Failed")}, {kindUnknown, t.say("Cannot tell")}, {kindWaived, t.say("Waived")},
		{kindInfo, t.say("Worth knowing")}, {kindPass, t.say("Passed")}, {kindMoot, t.say("Not judged")},
	}
}

// Kinds of findings and of nodes on a path. They are names of classes and of pictures.
const (
	kindFail    = "fail"
	kindUnknown = "unknown"
	kindWaived  = "waived"
	kindInfo    = "info" // a pass that is worth knowing
	kindPass    = "pass"
	kindMoot    = "moot"
)

func kindOf(f *audit.Finding) string {
	switch {
	case f.Verdict == audit.Pass && f.Severity == audit.Info:
		return kindInfo
	case f.Verdict == audit.Fail, f.Verdict == audit.Waived, f.Verdict == audit.Pass, f.Verdict == audit.Moot:
		return string(f.Verdict)
	}
	return kindUnknown
}

func kindOfConnection(v audit.ConnectionVerdict) string {
	switch v {
	case audit.Ready:
		return kindPass
	case audit.NotReady:
		return kindFail
	}
	return kindUnknown
}

// about says in the plural what findings of a kind of subject are about.
func (t *tongue) about(kind string) string {
	switch kind {
	case audit.SubjectOrg:
		return t.say("the org")
	case audit.SubjectApp:
		return t.say("apps")
	case audit.SubjectUser:
		return t.say("users")
	case audit.SubjectConnection:
		return t.say("connections")
	case audit.SubjectProfile:
		return t.say("profiles")
	case audit.SubjectPermissionSet:
		return t.say("permission sets")
	}
	return kind
}
