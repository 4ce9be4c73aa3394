package checks

import "time"

// AnnouncedDate is a date that Salesforce announced for something that a check judges.
type AnnouncedDate struct {
	Check string // ID
	On    time.Time
	What  string // what happens then, without a full stop
}

// Announced lists the dates that are still of use to who plans. Those of the restrictions of uninstalled apps
// (September and December 2025) have passed, and the checks judge by what holds since.
func Announced() []AnnouncedDate {
	return []AnnouncedDate{{
		SOAPLogin.ID, soapLoginEnds(), "Salesforce retires SOAP login() with Summer '27; move to OAuth",
	}}
}
