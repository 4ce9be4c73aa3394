package checks

import (
	"fmt"
	"time"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// AppBlocked fails when an admin blocked the app. The block is a BlacklistedConsumer component with the app's Consumer
// Key; an allowed app has none, and neither has an app that was never connected.
var AppBlocked = &audit.Check{
	ID:    "app-blocked",
	Holds: "No admin has blocked the app",
	Fails: "An admin has blocked the app",
	Topic: "Block of the app",
	Why: "Blocking an app ends all its sessions and refuses new ones, for every user. " +
		"The page Connected Apps OAuth Usage shows Unblock for a blocked app and Block for an allowed one.",
	Severity: audit.High,
	Reads: []audit.Part{
		audit.PartConnectedApps, audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartAppPolicies,
	},
	Subjects: []string{audit.SubjectApp},
	Explains: audit.Errors{
		Usually: []string{"OAUTH_APP_BLOCKED", "app_blocked", "fail_close_app_blocked"},
		Clue: "It fails for every user. Setup > Connected Apps OAuth Usage: the row of a blocked app offers " +
			"Unblock, the row of an allowed one offers Block.",
	},
	Actions: []*audit.SetupAction{
		{
			Name: "blockConnectedApplication", About: []audit.Slot{audit.SlotApp},
			Readings: []audit.SetupReading{{Shuts: "the app was blocked"}},
		},
		{
			Name: "unblockConnectedApplication", About: []audit.Slot{audit.SlotApp},
			Readings: []audit.SetupReading{{
				Display: "Unblocked Connected App {app} to Salesforce", Lifts: "the block was lifted",
			}},
		},
	},
	Fixes: []*audit.Fix{fixes.UnblockApp},
	Gate:  judgeBlocked,
}

func judgeBlocked(c *audit.Case) (audit.Finding, bool) {
	if !usesApp(c) {
		return audit.Finding{}, false
	}
	f := audit.Finding{Subject: c.AppSubject(), Want: "allowed", Got: "allowed", Verdict: audit.Pass}
	f.Say("no admin has blocked %s", c.Title())
	for _, b := range c.Namesakes() {
		f.Add("; another app of the name %q (Consumer Key %s) is blocked",
			firstText(b.Name, b.Label), audit.ShortKey(b.ConsumerKey))
	}
	f.Evidence = c.Evidence("no component for this app", audit.PartBlockedApps)
	if b, blocked := c.Block(false); blocked {
		f.Verdict, f.Got, f.Fix = audit.Fail, "blocked", fixes.UnblockApp.ID
		name := firstText(b.Name, b.Label, c.Title())
		f.Names = map[string]string{"app": name}
		f.Tell(sayBlocked(name, b))
		f.Evidence = blockEvidence(c, b)
	}
	return f, true
}

// sayBlocked says that an app is blocked, by whom and since when where that is known.
func sayBlocked(app string, b audit.BlockedApp) audit.Words {
	since := ""
	if b.Created != nil {
		since = b.Created.UTC().Format(time.DateOnly)
	}
	switch {
	case b.CreatedBy != "" && since != "":
		return audit.Say("%s is blocked in this org by %s since %s", app, b.CreatedBy, since)
	case b.CreatedBy != "":
		return audit.Say("%s is blocked in this org by %s", app, b.CreatedBy)
	case since != "":
		return audit.Say("%s is blocked in this org since %s", app, since)
	}
	return audit.Say("%s is blocked in this org", app)
}

func blockEvidence(c *audit.Case, b audit.BlockedApp) []audit.Evidence {
	value := fmt.Sprintf("%s: consumerName %q, consumerKey %s, blockedByApiWhitelisting %t",
		b.FullName, b.Name, audit.ShortKey(b.ConsumerKey), b.ByAPIAccessControl)
	return c.EvidenceIn(b.File, value, audit.PartBlockedApps)
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
