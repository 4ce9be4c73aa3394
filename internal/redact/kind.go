package redact

import "strings"

// Kind is what a name names.
type Kind string

// Kinds of what is replaced.
const (
	Person     Kind = "name of a person"
	Username   Kind = "user name or e-mail address"
	Profile    Kind = "profile"
	Set        Kind = "permission set"
	Group      Kind = "permission set group"
	Label      Kind = "other label"
	OrgName    Kind = "name of the org"
	Domain     Kind = "My Domain or host"
	RecordID   Kind = "record id"
	IPAddress  Kind = "IP address"
	KeyOfApp   Kind = "rest of a Consumer Key"
	FreeReason Kind = "reason of a waiver"
)

// Kinds lists the kinds in the order in which a reader is told of them.
func Kinds() []Kind {
	return []Kind{
		Person, Username, Profile, Set, Group, Label, OrgName, Domain, RecordID, IPAddress, KeyOfApp, FreeReason,
	}
}

// form is how the pseudonyms of a kind are written: the word before the tag, and the end.
func (k Kind) form() (before, after string) {
	switch k {
	case Person:
		return "person-", ""
	case Username:
		return "person-", "@" + pseudonymHost
	case Profile:
		return "profile-", ""
	case Set:
		return "permset-", ""
	case Group:
		return "permgroup-", ""
	case OrgName:
		return "org-", ""
	case Domain:
		return "domain-", ""
	case FreeReason:
		return "reason-", ""
	}
	return "label-", ""
}

// pseudonymHost is where the e-mail addresses and hosts of pseudonyms lie: nowhere (RFC 2606).
const pseudonymHost = "redacted.example"

// standard are the names that Salesforce itself gives profiles, as labels in English and in metadata (Profile, Metadata
// API; standard profiles, Salesforce Help). They name nobody's org. One that is missing here becomes a pseudonym.
func standard(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "system administrator", "admin", "standard user", "standard", "read only", "readonly", "solution manager",
		"solutionmanager", "marketing user", "marketingprofile", "contract manager", "contractmanager",
		"standard platform user", "minimum access - salesforce", "minimum access - api only integrations",
		"salesforce api only system integrations":
		return true
	}
	return false
}
