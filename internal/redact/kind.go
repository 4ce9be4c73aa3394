package redact

import "strings"

// Kind is what a name names.
type Kind string

// Kinds of what is replaced.
const (
	kindPerson   Kind = "name of a person"
	kindUsername Kind = "user name or e-mail address"
	kindProfile  Kind = "profile"
	kindSet      Kind = "permission set"
	kindGroup    Kind = "permission set group"
	kindLabel    Kind = "other label"
	kindOrgName  Kind = "name of the org"
	kindDomain   Kind = "My Domain or host"
	kindRecordID Kind = "record id"
	kindAddress  Kind = "IP address"
	kindAppKey   Kind = "rest of a Consumer Key"
	kindReason   Kind = "reason of a waiver"
)

// Kinds lists the kinds in the order in which a reader is told of them.
func Kinds() []Kind {
	return []Kind{
		kindPerson, kindUsername, kindProfile, kindSet, kindGroup, kindLabel, kindOrgName, kindDomain, kindRecordID,
		kindAddress, kindAppKey, kindReason,
	}
}

// form is how the pseudonyms of a kind are written: the word before the tag, and the end.
func (k Kind) form() (before, after string) {
	switch k {
	case kindPerson:
		return "person-", ""
	case kindUsername:
		return "person-", "@" + pseudonymHost
	case kindProfile:
		return "profile-", ""
	case kindSet:
		return "permset-", ""
	case kindGroup:
		return "permgroup-", ""
	case kindOrgName:
		return "org-", ""
	case kindDomain:
		return "domain-", ""
	case kindReason:
		return "reason-", ""
	}
	return "label-", ""
}

// pseudonymHost is where the e-mail addresses and hosts of pseudonyms lie: nowhere (RFC 2606).
const pseudonymHost = "redacted.example"

// isStandardProfile are the names that Salesforce itself gives profiles, as labels in English and
// in metadata (Profile, Metadata API; standard profiles, Salesforce Help). They name nobody's
// org. One that is missing here becomes a pseudonym.
func isStandardProfile(name string) bool {
	switch strings.ToLower(strings.TrimSpace(name)) {
	case "system administrator", "admin", "standard user", "standard", "read only", "readonly", "solution manager",
		"solutionmanager", "marketing user", "marketingprofile", "contract manager", "contractmanager",
		"standard platform user", "minimum access - salesforce", "minimum access - api only integrations",
		"salesforce api only system integrations":
		return true
	}
	return false
}
