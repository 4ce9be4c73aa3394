package redact

import "strings"

// plainWords are the words of the Setup Audit Trail's displays about apps, permissions, addresses and My Domain.
const plainWords = " " +
	"a access active added admin all allowlist and any api app application applications approved apps are as " +
	"assigned at authorize authorized be between blocked by can change changed client com connected consumer created " +
	"custom days deleted deployed disable disabled domain domains don't enable enabled enforce enhanced expire " +
	"external false for from full general group groups has have hours https id if immediately in inactive infinite " +
	"installed into ip is it key licence license login logins may mfa minutes modified must my name no none not null " +
	"oauth of off offline_access on only open openid org page permission permissions permitted policy pre " +
	"pre-authorized profile range range(s) recommended redirect refresh refresh_token relax relaxation removed " +
	"required restrict restricted restrictions role salesforce same scope scopes second secret self self-authorize " +
	"session set sets setting settings single soap system test that the this to token true trusted unassigned " +
	"unblocked uninstalled until update updated url use used user userid users valid value warning was web were with " +
	"within without "

// plainWord reports whether a word names nobody.
func plainWord(word string) bool {
	return strings.Contains(plainWords, " "+strings.ToLower(word)+" ")
}
