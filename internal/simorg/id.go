package simorg

import "fmt"

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// keyPrefixes are the first three characters of the ids of each object (Object Reference, describe). Those of the
// external client app policies aren't documented and are invented.
const (
	prefixOrganization           = "00D"
	prefixUser                   = "005"
	prefixUserLogin              = "0Yw"
	prefixUserLicense            = "100"
	prefixProfile                = "00e"
	prefixPermissionSet          = "0PS"
	prefixAssignment             = "0Pa"
	prefixGroup                  = "0PG"
	prefixGroupComponent         = "0PM"
	prefixMuting                 = "0QM"
	prefixPermissionSetLicense   = "0PL"
	prefixPermissionSetLicAssign = "2LA"
	prefixConnectedApplication   = "0H4"
	prefixSetupEntityAccess      = "0J0"
	prefixOauthToken             = "0CQ"
	prefixAppMenuItem            = "0DS"
	prefixExternalClientApp      = "0xI"
	prefixEcaOauthPolicy         = "0xP"
	prefixEcaPolicy              = "0xC"
	prefixLoginHistory           = "0Ya"
	prefixSetupAuditTrail        = "0Ym"
	prefixDomain                 = "0I4"
	prefixUserPermissionAccess   = "0up"
	prefixBlacklistedConsumer    = "0XX"
	prefixQueryLocator           = "01g"
	prefixAsyncProcess           = "09S"
)

// recordID makes the id of the n-th record of an object: 15 case-sensitive characters and the 3 of the checksum.
func recordID(prefix string, n int) string {
	var id [18]byte
	copy(id[:], prefix)
	copy(id[3:], "5g000")
	for i := 14; i >= 8; i-- {
		id[i] = base62[n%62]
		n /= 62
	}
	checksum(id[:])
	return string(id[:])
}

// checksum fills id[15:18] from id[:15]: one character for each block of five, a bit for each capital letter.
func checksum(id []byte) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
	for block := range 3 {
		bits := 0
		for i := range 5 {
			if c := id[block*5+i]; c >= 'A' && c <= 'Z' {
				bits |= 1 << i
			}
		}
		id[15+block] = alphabet[bits]
	}
}

// wholeID gives the 18-character form of an id of 15 characters; one of 18 stays as it is.
func wholeID(id string) (string, error) {
	if !looksLikeID(id) {
		return "", fmt.Errorf("%q is not a valid Salesforce id: want 15 or 18 letters and digits", id)
	}
	if len(id) == 18 {
		return id, nil
	}
	long := make([]byte, 18)
	copy(long, id)
	checksum(long)
	return string(long), nil
}

func looksLikeID(id string) bool {
	if len(id) != 15 && len(id) != 18 {
		return false
	}
	for i := range len(id) {
		c := id[i]
		if !(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z') {
			return false
		}
	}
	return true
}
