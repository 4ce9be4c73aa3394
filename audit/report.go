package audit

import "time"

// ReportSchema is the version of the report's JSON form.
const ReportSchema = 2

// ConnectionVerdict answers whether a user can connect an app.
type ConnectionVerdict string

// Verdicts of connections.
const (
	Ready       ConnectionVerdict = "ready"
	NotReady    ConnectionVerdict = "not_ready"
	CannotTell  ConnectionVerdict = "unknown"
	defaultFail                   = Low
)

// Report is the outcome of one run. It stands alone: the steps that it names are inside. Its JSON form is ReportJSON.
type Report struct {
	Schema      int               `json:"schema"`
	Tool        string            `json:"tool"`
	Auditor     ReportAuditor     `json:"auditor"`
	Policy      *ReportPolicy     `json:"policy"`
	Connectors  []ReportConnector `json:"connectors"`
	Org         Org               `json:"org"`
	TakenAt     time.Time         `json:"taken_at"`
	FailOn      Severity          `json:"fail_on"`
	Connections []Connection      `json:"connections"`
	// PolicyChecks are the checks of the org that the policy asks for, by
	// ID; a check may find nothing that it is about.
	PolicyChecks []string `json:"policy_checks,omitempty"`
	// Baseline is the earlier report that this one was held against.
	Baseline  *ReportBaseline `json:"baseline,omitempty"`
	Diagnosis *Diagnosis      `json:"diagnosis"`
	Findings  []Finding       `json:"findings"`
	// Steps are the documented fixes of what failed, each for one target: what connections need first, in their order.
	Steps []Step `json:"steps"`
	// Checks are the words of every check that the findings name, by its ID.
	Checks  map[string]CheckText `json:"checks"`
	Refused []RefusedPart        `json:"refused"`
	// Waivers are those of the policy, in its order, with what became of each.
	Waivers []ReportWaiver `json:"waivers,omitempty"`
	Failure *ReportFailure `json:"failure,omitempty"`
	Calls   Calls          `json:"calls"`
}

// ReportAuditor is the audit user and the permissions that it lacks, by label.
type ReportAuditor struct {
	UserID             string   `json:"user_id"`
	MissingPermissions []string `json:"missing_permissions"`
}

// ReportPolicy identifies the policy that judged.
type ReportPolicy struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// ReportConnector identifies a connector that was used.
type ReportConnector struct {
	ID     string `json:"id"`
	SHA256 string `json:"sha256"`
}

// ReportApp is the app of a connection and how it was recognised in the org.
type ReportApp struct {
	Name        string `json:"name"`
	Connector   string `json:"connector"`
	ConsumerKey string `json:"consumer_key"` // its first characters only
	Match       string `json:"match"`        // "consumer key", "name", `alias "…"` or "none"
	InOrg       string `json:"in_org,omitempty"`
}

// Connection is the answer for one user and one app.
type Connection struct {
	App  ReportApp `json:"app"`
	User string    `json:"user"`
	// the way that was judged
	SignIn  WayIn             `json:"sign_in"`
	Verdict ConnectionVerdict `json:"verdict"`
	// IDs of failed gates, root first
	Causes []string `json:"causes"`
	// of the root cause: that of the first step
	Fix string `json:"fix"`
	// keys of the steps for its failed gates, waived ones among them, root first
	Steps []string `json:"steps"`
	// IDs of the gates that apply
	Checked  []string `json:"checked"`
	Findings []string `json:"findings"`
	// Grants are the ways by which API Enabled reaches the user, or would if something did not stop it. The profile is
	// always among them; nil where the user wasn't read.
	Grants []Grant `json:"grants,omitempty"`
	// Known says that it was not ready for the same causes in the baseline.
	Known bool `json:"known,omitempty"`
}

// WayIn is how a connection signs in: the OAuth flow, and the login host where it is known.
type WayIn struct {
	Flow string `json:"flow"`
	Host string `json:"host"`
}

// String says the way in, for a reader.
func (w WayIn) String() string {
	if w.Host == "" {
		return w.Flow
	}
	return w.Flow + " at " + w.Host
}

// Usual reports whether there is nothing to say about it: a browser, at a host that isn't known.
func (w WayIn) Usual() bool { return w.Flow == FlowWebServer && w.Host == "" }

// GateOfGrants is the ID of the gate that Connection.Grants stand behind.
const GateOfGrants = "api-access"

// Grant is one way by which a permission may reach a user.
type Grant struct {
	Via     string `json:"via"` // "profile", "permission set" or "permission set group"
	Name    string `json:"name"`
	Grants  bool   `json:"grants"`
	Stopped string `json:"stopped,omitempty"` // why it doesn't grant
	Words   Words  `json:"words,omitempty"`   // the parts of Stopped
}

// CheckText says in a reader's words what a check asks and why.
type CheckText struct {
	Holds string `json:"holds"` // what is so where it passes
	Fails string `json:"fails"` // what is so where it fails; "" in a report of schema 1
	Topic string `json:"topic"` // what it is about; "" in a report of schema 1
	Why   string `json:"why"`
	Gate  bool   `json:"gate"` // whether it judges connections, or the org as a whole
}

// Said is the phrase of the check that is true of a verdict: a failure is never titled by what holds.
func (c CheckText) Said(v Verdict) string {
	switch v {
	case Pass:
		return c.Holds
	case Fail, Waived:
		return c.Fails
	}
	return c.Topic
}

// Verdicts of a diagnosis.
const (
	Explained = "explained"
	OrgClean  = "org_clean" // every gate was read and none explains the symptom: the cause is on the app's side
	Undecided = "unknown"
)

// Diagnosis says which of a symptom's possible causes holds in this org.
type Diagnosis struct {
	Symptom    string   `json:"symptom"`
	Code       string   `json:"code"`
	Candidates []string `json:"candidates,omitempty"` // checks that may explain it
	Causes     []string `json:"causes"`
	Verdict    string   `json:"verdict"`
	// Note holds when the symptom occurred against what was changed since, for a reader; "" where no dates are known.
	Note  string `json:"note,omitempty"`
	Words Words  `json:"words,omitempty"` // the parts of Note
}

// RefusedPart is a part of the org that could not be read.
type RefusedPart struct {
	Part            Part   `json:"part"`
	Reason          string `json:"reason"`
	Words           Words  `json:"words,omitempty"` // the parts of Reason
	NeedsPermission string `json:"needs_permission"`
	// Partial says that what was read of it was judged all the same, as what a project's files hold.
	Partial bool `json:"partial,omitempty"`
}

// ReportFailure is Salesforce's answer to the audit's own sign-in or calls, with what it may mean; or why none came.
type ReportFailure struct {
	Code    string    `json:"code"` // "" where nobody answered, or not as Salesforce does
	Message string    `json:"message"`
	Host    string    `json:"host"`
	SignIn  bool      `json:"sign_in"`
	MayMean []MayMean `json:"may_mean"`
}

// MayMean is a check that would explain an error. It says nothing about the org, so that no step is named for it.
type MayMean struct {
	Check string `json:"check"`
	Fails string `json:"fails"` // what would be so
}

// ByFingerprint gives the findings of the report by their fingerprints, which connections name them by. It is made anew
// each time: keep it for as long as the findings stay as they are.
func (r *Report) ByFingerprint() map[string]*Finding {
	out := make(map[string]*Finding, len(r.Findings))
	for i := range r.Findings {
		if f := &r.Findings[i]; out[f.Fingerprint] == nil {
			out[f.Fingerprint] = f
		}
	}
	return out
}
