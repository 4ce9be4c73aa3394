package audit_test

import (
	"testing"
	"time"

	"orgaudit/audit"
)

func TestWaiverHolds(t *testing.T) {
	until := time.Date(2027, 1, 31, 0, 0, 0, 0, time.UTC)
	waiver := audit.Waiver{Check: "profile-api-policy", Subject: "profile:Contract*", Until: until}
	temp := audit.Subject{Kind: audit.SubjectProfile, Name: "Contract Temp"}
	noon := until.Add(-12 * time.Hour)
	tests := []struct {
		name    string
		check   string
		subject audit.Subject
		at      time.Time
		want    bool
	}{
		{"before its last day", "profile-api-policy", temp, noon, true},
		{"the first moment of its last day", "profile-api-policy", temp, until, true},
		{
			"the last moment of its last day", "profile-api-policy", temp,
			until.Add(24*time.Hour - time.Nanosecond), true,
		},
		{"the day after", "profile-api-policy", temp, until.Add(24 * time.Hour), false},
		{
			"the day is UTC's", "profile-api-policy", temp,
			until.Add(23 * time.Hour).In(time.FixedZone("Seoul", 9*3600)), true,
		},
		{"another check", "permission-set-api-policy", temp, noon, false},
		{
			"another kind", "profile-api-policy", audit.Subject{Kind: audit.SubjectUser, Name: "Contract Temp"},
			noon, false,
		},
		{
			"another name", "profile-api-policy", audit.Subject{Kind: audit.SubjectProfile, Name: "Temp Contract"},
			noon, false,
		},
		{
			"without case", "profile-api-policy", audit.Subject{Kind: audit.SubjectProfile, Name: "CONTRACT x"},
			noon, true,
		},
	}
	for _, test := range tests {
		if got := waiver.Covers(test.check, test.subject) && !waiver.Ended(test.at); got != test.want {
			t.Errorf("%s: holds = %t", test.name, got)
		}
	}
}
