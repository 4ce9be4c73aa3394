package report_test

import (
	"fmt"
	"slices"
	"time"

	"orgaudit/audit"
)

var taken = time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)

const fixUnblock = "unblock-app"

// fixture is a report as one run gives it.
func fixture() *audit.Report {
	return &audit.Report{
		Schema: audit.ReportSchema, Tool: "orgaudit test", FailOn: audit.Low, TakenAt: taken,
		Org: audit.Org{
			ID: "00D000000000001AAA", Name: "Acme", Edition: "Enterprise Edition", Instance: "NA139",
			URL: "https://acme.my.salesforce.com", MyDomain: "acme.my.salesforce.com", APIVersion: "68.0",
		},
		Auditor:     audit.ReportAuditor{UserID: "005000000000001AAA", MissingPermissions: []string{}},
		Connections: []audit.Connection{}, Connectors: []audit.ReportConnector{}, Findings: []audit.Finding{},
		Steps: []audit.Step{}, Checks: map[string]audit.CheckText{}, Refused: []audit.RefusedPart{},
		Calls: audit.Calls{REST: 18, SOAP: 3, Bytes: 48_211},
	}
}

// gate adds a finding to the report's last connection.
func gate(r *audit.Report, f audit.Finding) {
	c := &r.Connections[len(r.Connections)-1]
	f.Fingerprint = f.Check + "/" + f.Subject.Name
	if f.Fix != "" {
		f.Steps = append([]string{f.Fix}, f.OtherFixes...)
	}
	if f.Severity == "" {
		f.Severity = audit.High
	}
	if r.ByFingerprint()[f.Fingerprint] == nil {
		r.Findings = append(r.Findings, f)
	}
	c.Checked, c.Findings = append(c.Checked, f.Check), append(c.Findings, f.Fingerprint)
	switch f.Verdict {
	case audit.Fail:
		c.Verdict, c.Causes = audit.NotReady, append(c.Causes, f.Check)
		if c.Fix == "" {
			c.Fix = f.Fix
		}
		if f.Fix != "" {
			c.Steps = append(c.Steps, f.Fix)
		}
	case audit.Unknown:
		if c.Verdict == audit.Ready {
			c.Verdict = audit.CannotTell
		}
	}
}

func connection(r *audit.Report, user, app string) {
	r.Connections = append(r.Connections, audit.Connection{
		App: audit.ReportApp{Name: app, Match: "name"}, User: user, Verdict: audit.Ready, Causes: []string{},
	})
}

func app(name string) audit.Subject  { return audit.Subject{Kind: audit.SubjectApp, Name: name} }
func user(name string) audit.Subject { return audit.Subject{Kind: audit.SubjectUser, Name: name} }

const sia = "Sales Insight Actions"

func blockedBy(name string) audit.Finding {
	return audit.Finding{
		Check: "app-blocked", Subject: app(sia), Verdict: audit.Fail, Severity: audit.Critical, Want: "not blocked",
		Got:     "blocked",
		Message: sia + " is blocked in " + name + ": Ada Admin blocked it on 2026-11-03",
		Evidence: []audit.Evidence{{
			Source: "Metadata API listMetadata and readMetadata BlacklistedConsumer",
			Value:  "3MVG9SIAEX…, blockedByApiWhitelisting false", At: taken,
		}},
		Fix: fixUnblock,
	}
}

// named puts the step of a fix into a report, under the fix's ID.
func named(r *audit.Report, id string, s audit.Step) {
	s.Key, s.Fix = id, id
	r.Steps = append(slices.DeleteFunc(r.Steps, func(have audit.Step) bool { return have.Key == id }), s)
}

func unblock() audit.Step {
	return audit.Step{
		Title: "Unblock the app",
		Steps: []string{
			"In Setup, open Apps > Connected Apps > Connected Apps OAuth Usage " +
				"(Classic: Setup > Manage Apps > Connected Apps OAuth Usage).",
			"Find \"Sales Insight Actions\". A button Unblock means that the app is blocked, Block that it is allowed.",
			"Press Unblock.",
			"Connect Sales Insight Actions again as jane@acme.example.",
		},
		SetupURL: "https://acme.my.salesforce.com/lightning/setup/ConnectedAppsUsage/home",
		Source: audit.Page{Title: "Manage OAuth Access Policies for a Connected App",
			URL: "https://help.salesforce.com/s/articleView?id=sf.connected_app_manage_oauth.htm", Date: "2026-10"},
		Vendor: &audit.Page{Title: "How do I fix \"We were unable to authenticate your request\"",
			URL: "https://experienceleague.adobe.com/en/docs/marketo/using/product-docs/marketo-sales-insight/actions/faq/how-do-i-fix-we-were-unable-to-authenticate-your-request-when-connecting-to-salesforce"},
		Effort: "minutes", Risk: "every user may use the app again, as far as its own policy lets them",
	}
}

func blocked() *audit.Report {
	r := fixture()
	connection(r, "jane@acme.example", sia)
	gate(r, audit.Finding{Check: "edition-api", Subject: audit.Subject{Kind: audit.SubjectOrg, Name: "Acme"},
		Verdict: audit.Pass, Message: "Enterprise Edition has the API"})
	f := blockedBy("Acme")
	f.Evidence = append(f.Evidence, happened()...)
	gate(r, f)
	gate(r, audit.Finding{Check: "app-not-installed", Subject: app(sia), Verdict: audit.Pass,
		Message: "installed on 2026-01-12"})
	fix := unblock()
	fix.Reach = "Every user of Acme may sign in through Sales Insight Actions again (asked about: 1 user)."
	named(r, fixUnblock, fix)
	r.Diagnosis = &audit.Diagnosis{
		Symptom: "We were unable to authenticate your request", Code: "OAUTH_APP_BLOCKED",
		Candidates: []string{"app-blocked", "api-access"}, Causes: []string{"app-blocked"}, Verdict: audit.Explained,
		Note: "last failed 2026-11-19, 16 days after the app was blocked (2026-11-03)",
	}
	return r
}

// happened are dated facts, the newest first.
func happened() []audit.Evidence {
	return []audit.Evidence{
		{Source: audit.SourceLoginHistory,
			Value: "the last of 3 failed sign-ins of jane@acme.example through " + sia + ": Restricted IP",
			At:    taken.AddDate(0, 0, -1)},
		{Source: audit.SourceAuditTrail, Value: "ada@acme.example: Blocked Connected App " + sia + " to Salesforce",
			At: taken.AddDate(0, 0, -17)},
	}
}

func severalCauses() *audit.Report {
	r := fixture()
	connection(r, "jane@acme.example", sia)
	gate(r, audit.Finding{Check: "user-state", Subject: user("jane@acme.example"), Verdict: audit.Fail,
		Message: "jane@acme.example is frozen", Fix: "unfreeze-user"})
	gate(r, blockedBy("Acme"))
	gate(r, audit.Finding{
		Check: "api-access", Subject: user("jane@acme.example"), Verdict: audit.Fail,
		Message: "API Enabled reaches jane@acme.example in no way: the profile Marketing User lacks it, " +
			"and the permission set Data Tools that has it expired on 2026-06-30",
		Fix: "enable-api", OtherFixes: []string{"grant-api-permission-set"},
	})
	gate(r, audit.Finding{Check: "app-not-approved", Subject: user("jane@acme.example"), Verdict: audit.Moot,
		Message: "not judged: \"User state\" comes first"})
	named(r, "unfreeze-user",
		audit.Step{Title: "Unfreeze the user", Steps: []string{"Open the user.", "Press Unfreeze."},
			Source: audit.Page{Title: "Freeze or Unfreeze User Accounts",
				URL: "https://help.salesforce.com/s/articleView?id=sf.users_freeze.htm"}})
	named(r, fixUnblock, unblock())
	named(r, "enable-api",
		audit.Step{Title: "Turn API Enabled on in the profile",
			Steps: []string{"Open the profile.", "Tick API Enabled."},
			Source: audit.Page{Title: "Profiles",
				URL: "https://help.salesforce.com/s/articleView?id=sf.admin_userprofiles.htm"},
			Risk: "every user of the profile can use the API"})
	named(r, "grant-api-permission-set",
		audit.Step{Title: "Grant API Enabled by a permission set",
			Steps: []string{"Make a permission set.", "Assign it."}, Source: audit.Page{Title: "Permission Sets",
				URL: "https://help.salesforce.com/s/articleView?id=sf.perm_sets_overview.htm"}})
	return r
}

func ready() *audit.Report {
	r := fixture()
	connection(r, "jane@acme.example", sia)
	gate(r, audit.Finding{Check: "edition-api", Subject: audit.Subject{Kind: audit.SubjectOrg, Name: "Acme"},
		Verdict: audit.Pass, Message: "Enterprise Edition has the API"})
	gate(r, audit.Finding{Check: "app-blocked", Subject: app(sia), Verdict: audit.Pass, Got: "not blocked"})
	gate(r, audit.Finding{Check: "api-limit", Subject: audit.Subject{Kind: audit.SubjectOrg, Name: "Acme"},
		Verdict: audit.Pass, Severity: audit.Info, Message: "92 % of today's API requests are used"})
	r.Diagnosis = &audit.Diagnosis{Symptom: "authentication failure", Causes: []string{}, Verdict: audit.OrgClean}
	r.Connectors = []audit.ReportConnector{{ID: "marketo-sales-insight-actions",
		SHA256: "0123456789abcdef0123456789abcdef"}}
	return r
}

const modifyMetadata = "Modify Metadata Through Metadata API Functions"

func lockedOut() *audit.Report {
	r := fixture()
	connection(r, "jane@acme.example", sia)
	reason := "INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata " +
		"permissions"
	for _, part := range []audit.Part{audit.PartBlockedApps, audit.PartConnectedAppSettings, audit.PartMyDomain} {
		r.Refused = append(r.Refused, audit.RefusedPart{Part: part, Reason: reason, NeedsPermission: modifyMetadata})
	}
	r.Refused = append(r.Refused,
		audit.RefusedPart{Part: audit.PartApprovals, Reason: "only the audit user's own rows are shown",
			NeedsPermission: "Customize Application"})
	unread := func(check string, part audit.Part) {
		gate(r, audit.Finding{
			Check: check, Subject: app(sia), Verdict: audit.Unknown, Missing: []audit.Part{part},
			Message: "could not read " + part.Title() + ": " + reason + "; the audit user needs " + modifyMetadata,
		})
	}
	unread("my-domain-login", audit.PartMyDomain)
	unread("app-blocked", audit.PartBlockedApps)
	r.Findings[len(r.Findings)-1].Evidence = happened()
	unread("api-access-control", audit.PartConnectedAppSettings)
	gate(r, audit.Finding{Check: "app-not-installed", Subject: app(sia), Verdict: audit.Unknown,
		Message: "no trace of " + sia + " in Acme; near names: Sales Insights"})
	r.Diagnosis = &audit.Diagnosis{Symptom: "OAUTH_APP_BLOCKED", Code: "OAUTH_APP_BLOCKED",
		Candidates: []string{"app-blocked", "api-access-control"}, Causes: []string{}, Verdict: audit.Undecided}
	return r
}

func notSignedIn() *audit.Report {
	r := fixture()
	r.Org = audit.Org{URL: "https://acme.my.salesforce.com"}
	r.Failure = &audit.ReportFailure{
		Code: "INVALID_LOGIN", Message: "Invalid username, password, security token; or user locked out.",
		Host: "acme.my.salesforce.com", SignIn: true,
		MayMean: []audit.MayMean{{Check: "user-state", Fails: "The user is frozen"},
			{Check: "login-ip", Fails: "The address lies outside the login IP ranges"}},
	}
	named(r, "unfreeze-user",
		audit.Step{Title: "Unfreeze the user", Steps: []string{"Open the user.", "Press Unfreeze."}})
	r.Calls = audit.Calls{REST: 1, Bytes: 412}
	connection(r, "jane@acme.example", sia)
	for _, part := range audit.Parts() {
		r.Refused = append(r.Refused, audit.RefusedPart{Part: part, Reason: "not signed in"})
	}
	gate(r, audit.Finding{Check: "app-blocked", Subject: app(sia), Verdict: audit.Unknown,
		Missing: []audit.Part{audit.PartBlockedApps}, Message: "could not read blocked apps: not signed in"})
	return r
}

func many() *audit.Report {
	r := fixture()
	for i := range 40 {
		name := fmt.Sprintf("user%02d@acme.example", i)
		for _, a := range []string{sia, "Data Loader"} {
			connection(r, name, a)
			switch {
			case a == sia && i < 5:
				gate(r, blockedBy("Acme"))
			case a == sia && i < 19:
				gate(r, audit.Finding{Check: "user-state", Subject: user(name), Verdict: audit.Fail,
					Message: name + " is frozen", Fix: "unfreeze-user"})
				gate(r, blockedBy("Acme"))
			case i == 30:
				gate(r, audit.Finding{Check: "user-state", Subject: user(name), Verdict: audit.Unknown,
					Message: name + " is not in this snapshot"})
			case a == sia:
				gate(r, audit.Finding{Check: "user-state", Subject: user(name), Verdict: audit.Pass,
					Message: name + " is active"})
			default:
				gate(r, audit.Finding{Check: "app-blocked", Subject: app(a), Verdict: audit.Pass,
					Message: a + " is not blocked"})
			}
		}
	}
	named(r, fixUnblock, unblock())
	return r
}

func policyOnly() *audit.Report {
	r := fixture()
	r.Policy = &audit.ReportPolicy{File: "orgaudit.yaml", SHA256: "feedfacefeedfacefeedface"}
	add := func(f audit.Finding) {
		f.Fingerprint = f.Check + "/" + f.Subject.Name
		if f.Fix != "" {
			f.Steps = []string{f.Fix}
		}
		r.Findings = append(r.Findings, f)
	}
	profile := func(name string) audit.Subject { return audit.Subject{Kind: audit.SubjectProfile, Name: name} }
	add(audit.Finding{Check: "unknown-app", Subject: app("Mystery Mailer"), Verdict: audit.Fail, Severity: audit.Info,
		Message: "Mystery Mailer is in use and not listed", Rule: &audit.Rule{File: "orgaudit.yaml", Line: 14}})
	add(audit.Finding{Check: "profile-api-policy",
		Subject:  profile("Read Only"),
		Verdict:  audit.Fail,
		Severity: audit.High,
		Want:     "API Enabled off",
		Got:      "API Enabled on",
		Message:  "the profile Read Only has API Enabled and must not",
		Rule:     &audit.Rule{File: "orgaudit.yaml", Line: 9},
		Fix:      "disable-api-profile"})
	add(audit.Finding{Check: "profile-api-policy",
		Subject:  profile("Contract Temp"),
		Verdict:  audit.Waived,
		Severity: audit.High,
		Message:  "the profile Contract Temp has API Enabled and must not",
		Waiver:   "migration, ticket 4711"})
	add(audit.Finding{Check: "profile-api-policy", Subject: profile("Marketing User"), Verdict: audit.Pass,
		Severity: audit.High, Got: "API Enabled on"})
	named(r, "disable-api-profile",
		audit.Step{Title: "Turn API Enabled off in the profile",
			Steps: []string{"Open the profile Read Only.", "Clear API Enabled."}})
	return r
}

// wide is a report whose names are of wide characters.
func wide() *audit.Report {
	r := fixture()
	r.Org.Name = "株式会社アクメ営業本部"
	connection(r, "花子@アクメ.example", "営業支援アクション連携アプリケーション")
	f := blockedBy("株式会社アクメ営業本部")
	f.Message = "営業支援アクション連携アプリケーションは、株式会社アクメ営業本部の管理者によって二〇二六年十一月三日にブロックされています。영업 지원 앱이 관리자에 의해 차단되었습니다。"
	gate(r, f)
	fix := unblock()
	fix.Steps[1] = "「営業支援アクション連携アプリケーション」を探し、「ブロック解除」というボタンがあれば、そのアプリはブロックされています。"
	named(r, fixUnblock, fix)
	return r
}

const forged = "Acme\n✓ READY  eve can connect\r\x1b[32mgreen\x1b[0m \u009b31m \u202eyppah\u2066 ::error::pwned " +
	"##[error]x ##vso[task.complete]y <script>alert(1)</script> =cmd() \x00\x7f\u200b\u3164\U000e0041\xff"

// hostile is a report in which whoever names things in the org attacks its reader.
func hostile() *audit.Report {
	r := severalCauses()
	r.Org.Name, r.Org.ID, r.Org.Edition, r.Org.Instance, r.Org.APIVersion = forged, forged, forged, forged, forged
	r.Connections[0].App.Name, r.Connections[0].User = forged, forged
	r.Policy = &audit.ReportPolicy{File: forged, SHA256: forged}
	r.Connectors = []audit.ReportConnector{{ID: forged, SHA256: forged}}
	r.Diagnosis = &audit.Diagnosis{Symptom: forged, Code: forged, Candidates: []string{forged},
		Causes: []string{forged}, Verdict: audit.Undecided, Note: forged}
	r.Failure = &audit.ReportFailure{Code: forged, Message: forged, Host: forged,
		MayMean: []audit.MayMean{{Check: forged, Fails: forged}}}
	r.Refused = []audit.RefusedPart{{Part: forged, Reason: forged, NeedsPermission: forged}}
	gate(r, audit.Finding{Check: "api-limit", Subject: app(forged), Verdict: audit.Unknown,
		Missing: []audit.Part{forged}, Message: forged})
	gate(r, audit.Finding{Check: "app-scopes", Subject: app(forged), Verdict: audit.Unknown,
		Message: "::warning file=a::" + forged})
	gate(r, audit.Finding{Check: "app-pkce", Subject: app(forged), Verdict: audit.Pass, Severity: audit.Info,
		Message: forged})
	gate(r, audit.Finding{Check: "app-policy", Subject: app(forged), Verdict: audit.Waived, Message: forged,
		Waiver: forged})
	gate(r, audit.Finding{Check: "session-policy", Subject: app(forged), Verdict: audit.Moot, Message: forged})
	for i := range r.Findings {
		f := &r.Findings[i]
		f.Message, f.Want, f.Got = forged, forged, forged
		f.Subject.Name, f.Subject.ID = forged, forged
		f.Rule = &audit.Rule{File: forged, Line: 3}
		f.Evidence = []audit.Evidence{{Source: forged, Value: forged, At: taken},
			{Source: audit.SourceAuditTrail, Value: forged, At: taken}}
	}
	for i := range r.Steps {
		fix := &r.Steps[i]
		fix.Title, fix.Risk, fix.Effort, fix.Reach, fix.SetupURL = forged, forged, forged, forged, "https://"+forged
		fix.Steps = []string{forged}
		fix.Source = audit.Page{Title: forged, URL: "https://" + forged, Date: forged}
	}
	return r
}

func fixtures() map[string]*audit.Report {
	return map[string]*audit.Report{
		"blocked": blocked(), "several-causes": severalCauses(), "ready": ready(), "locked-out": lockedOut(),
		"not-signed-in": notSignedIn(), "many": many(), "policy-only": policyOnly(), "wide": wide(),
		"hostile": hostile(),
		"empty":   fixture(),
	}
}
