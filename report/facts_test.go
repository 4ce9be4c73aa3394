package report_test

import (
	"cmp"
	"html"
	"strings"
	"testing"

	"orgaudit/audit"
	"orgaudit/report"
)

// knowing is a report with what only some formats said once: what fails since a baseline, who accepted what, how the
// app signs in, and what could not be read.
func knowing() *audit.Report {
	r := severalCauses()
	r.Baseline = &audit.ReportBaseline{TakenAt: taken.AddDate(0, 0, -7), NewOnly: true}
	for i := range r.Findings {
		r.Findings[i].Known = r.Findings[i].Verdict == audit.Fail
	}
	r.Connections[0].Known, r.Connections[0].SignIn = true, audit.WayIn{Flow: "web-server",
		Host: "login.salesforce.com"}
	waived := audit.Finding{
		Check: "app-policy", Subject: app(sia), Verdict: audit.Waived, Message: sia + " asks for too much",
		Fix:      "enable-api",
		Evidence: []audit.Evidence{{Source: "SELECT Scopes FROM X", Value: "scopes full", At: taken}},
		Waiver:   "migration of 2026",
	}
	gate(r, waived)
	r.Waivers = []audit.ReportWaiver{{
		Check: "app-policy", Subject: "app:" + sia, Reason: "migration of 2026", Owner: "ada@acme.example",
		Ticket: "OPS-4711", Until: "2027-01-31",
		DaysLeft: 72, Status: audit.WaiverUsed, Rule: audit.Rule{File: "orgaudit.yaml", Line: 5},
		Findings: []string{"app-policy/" + sia},
	}}
	r.Refused = []audit.RefusedPart{{Part: audit.PartApprovals, Reason: "it was refused",
		NeedsPermission: "Customize Application"}}
	return r
}

// What a report knows reaches every format: nothing is said by some of them only.
func TestEveryFormatSaysWhatIsKnown(t *testing.T) {
	const inWords = "since the baseline of 2026-11-13"
	known := map[string]string{"json": `"known": true`, "csv": ",2026-11-13", "sarif": `"baselineState": "unchanged"`}
	for _, f := range report.Formats() {
		got := html.UnescapeString(strings.Join(strings.Fields(written(t, f.Name, knowing(),
			report.Options{Width: 200})), " "))
		for _, fact := range []string{
			cmp.Or(known[f.Name],
				// who accepted what, and until when
				inWords), "migration of 2026", "ada@acme.example", "OPS-4711", "2027-01-31",
			// what is accepted is still said with its proof and fix
			sia + " asks for too much", "scopes full", "enable-api",
		} {
			if !strings.Contains(got, fact) {
				t.Errorf("%s does not say %q", f.Name, fact)
			}
		}
		if people := f.Name == "text" || f.Name == "html" || f.Name == "markdown"; people {
			for _, fact := range []string{"users' approvals of apps (needs Customize Application)",
				"Nothing new fails since the baseline", "orgaudit.yaml:5"} {
				if !strings.Contains(got, fact) {
					t.Errorf("%s does not say %q", f.Name, fact)
				}
			}
		}
	}
}

// A reader of the answers alone hears of every failure; what is only information is none.
func TestQuietSaysEveryFailure(t *testing.T) {
	for _, format := range []string{"text", "markdown"} {
		for name, r := range map[string]*audit.Report{"policy-only": policyOnly(), "several-causes": severalCauses(),
			"many": many()} {
			got := strings.Join(strings.Fields(written(t, format, r, report.Options{Width: 200, Quiet: true})), " ")
			got = strings.ReplaceAll(got, "`", "")
			for _, f := range r.Findings {
				if f.Verdict == audit.Fail && f.Severity != audit.Info && !strings.Contains(got, f.Message) {
					t.Errorf("%s of %s does not say %q", format, name, f.Message)
				}
			}
			if strings.Contains(got, "How to fix it") {
				t.Errorf("%s of %s says more than the answers", format, name)
			}
		}
	}
}
