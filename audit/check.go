package audit

// Severity ranks a finding.
type Severity string

// Severities, worst first.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
	Info     Severity = "info"
)

// Severities lists them, worst first.
func Severities() []Severity { return []Severity{Critical, High, Medium, Low, Info} }

// AtLeast reports whether s is as bad as other, or worse.
func (s Severity) AtLeast(other Severity) bool { return s.rank() <= other.rank() }

// Check is one thing that can be wrong: its words, and how it is judged. Exactly one of Gate and Standing is set. It
// states facts and never asks whether something was read: see View.
type Check struct {
	ID       string // a promise: policies, reports and documentation use it
	Holds    string // what is so where it passes, as a reader would say it: "The user has API Enabled"
	Fails    string // what is so where it fails: "The user lacks API Enabled"
	Topic    string // what it is about, for a column or a picture: "API Enabled"
	Why      string // why it matters, a sentence or two
	Severity Severity
	// Reads are the parts that it looks into, for who explains it: a test holds
	// them to what it does. Judging knows by itself.
	Reads []Part
	// Subjects are the kinds of subject that a failure of it is about, as a waiver writes them; those of a gate may be
	// a connection besides. None: it can't be waived.
	Subjects []string
	// PolicyOnly says that a standing check judges the policy by itself: nothing is read for it.
	PolicyOnly bool
	// After are checks that stand before this one: where one of them failed and hides what stands behind it (a user
	// who doesn't exist has no profile), this one is moot.
	After []*Check
	// Explains are the errors that this check can be behind.
	Explains Errors
	// Actions are those of the Setup Audit Trail that can have brought about what this check judges, or ended it.
	Actions []*SetupAction
	// Permissions are the user permissions that the check looks for: an entry about another one is no evidence.
	Permissions []Permission
	Fixes       []*Fix
	// Gate judges one connection. ok is false where the gate doesn't apply to it.
	Gate func(c *Case) (f Finding, ok bool)
	// Standing judges an org against the policy: what is about one subject by View.About, the rest as what it returns.
	// Asked tells whether the policy asks for it at all.
	Standing func(v *View, p *Policy) []Finding
	Asked    func(p *Policy) bool
}

// Fix is a documented remedy. Steps may name what a finding is about: {app}, {user}, {profile}, {permission_set},
// {host}, {my_domain}, {org}.
type Fix struct {
	ID string
	// Target is the kind of subject that the steps change, which names a step of the fix: an app, a user, a profile, a
	// permission set, the org. "" where that is what the finding is about.
	Target string
	Title  string
	Steps  []string
	// SetupPath is the Setup page that the steps happen on, below the org's URL; "" when they happen elsewhere.
	SetupPath string
	Source    Page
	Effort    string // "minutes", "hours", "a request to Salesforce", …
	Risk      string // what else it changes, a short sentence; "" for nothing
	// Effect says whom the change reaches, for a fix that touches more than the user: a sentence with the numbers
	// {profile_users} and {users} besides the names that steps may have.
	Effect string
	// Connectors narrows the fix to apps of these connectors; empty for all.
	Connectors []string
}
