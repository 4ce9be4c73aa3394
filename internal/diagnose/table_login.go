package diagnose

import "orgaudit/audit"

const (
	seenHistory = "Login History, login events, and addresses that carry their code"
	seenSOAP    = "fault of SOAP login()"
)

// loginRows are failed sign-ins as Login History and login events show them, and the faults of SOAP login().
func loginRows() []Row {
	status := []audit.Page{pageLoginStatus}
	return []Row{
		{
			Codes: []string{"LOGIN_NO_ERROR"}, Statuses: []string{"Success"}, Seen: seenHistory,
			Means:   "No failure: Salesforce let the user in.",
			Outside: "The sign-in worked, so the cause lies behind it: look at what the app shows after it.",
			Sources: status,
		},
		{
			Codes:    []string{"LOGIN_ERROR_ORG_DOMAIN_ONLY", "LOGIN_ERROR_GLOBAL_BLOCK_DOMAIN"},
			With:     []string{"LOGIN_ERROR_RESTRICTED_DOMAIN"},
			Statuses: []string{"Restricted domain"},
			Seen:     seenHistory,
			Means:    "The user came through an address at which this org lets nobody sign in.",
			Apart: "My Domain refuses login.salesforce.com or test.salesforce.com, or another My Domain or an " +
				"instance address was used. LOGIN_ERROR_RESTRICTED_DOMAIN is another status: it is documented as " +
				"Restricted IP.",
			Sources: []audit.Page{pageRestricted, pageLoginStatus},
		},
		{
			Codes: []string{"LOGIN_ERROR_RESTRICTED_DOMAIN"}, Seen: seenHistory,
			Means: "The user may not sign in from this address, or not at this host: the documents disagree.",
			Apart: `Salesforce documents this code as "Restricted IP" (login IP ranges of the profile). Vendors show it for a custom domain that they can't route to. ` +
				`Login History decides: "Restricted IP" is the profile's ranges, "Restricted Domain" is My Domain.`,
			vague: true, Sources: []audit.Page{pageLoginStatus, pageMarketo, pageRestricted},
		},
		{
			With: []string{"LOGIN_ERROR_RESTRICTED_DOMAIN"}, Statuses: []string{"Restricted IP"}, Seen: "Login History",
			Means:   "The user signed in from an address outside the login IP ranges of the profile.",
			Sources: status,
		},
		{
			Codes:   []string{"LOGIN_DURING_RESTRICTED_DOMAIN"},
			Texts:   []string{"not allowed to log in from this IP address"},
			Seen:    seenSOAP,
			Means:   "The app's address lies outside the login IP ranges of the user's profile.",
			Sources: []audit.Page{pageSOAPLogin, pageLoginStatus},
		},
		{
			Codes:    []string{"LOGIN_OAUTH_INVALID_IP"},
			Statuses: []string{"Failed: IP Address Not Allowed"},
			Seen:     seenHistory,
			Means:    "The app's address is not allowed for this user and this app.",
			Apart:    "In the older list of error codes the same fault also stands for invalid login hours.",
			Sources:  []audit.Page{pageLoginStatus, pageOAuth1, pageContinuousIP},
		},
		{
			Codes:    []string{"LOGIN_ERROR_RESTRICTED_TIME", "LOGIN_DURING_RESTRICTED_TIME"},
			Statuses: []string{"Restricted time"},
			Seen:     seenHistory + "; " + seenSOAP,
			Means:    "The user signed in outside the login hours of the profile.",
			Sources:  status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_API_DISABLED"},
			Statuses: []string{"Failed: OAuth API access disabled", "OAuth API access disabled"},
			Seen:     seenHistory,
			Means:    "The API is off for this user, or OAuth access to the API is off for the org.",
			Apart: "If other users connect the same app, it is the user's API Enabled. The older list of error " +
				"codes names the org: its edition may have no API.",
			Sources: []audit.Page{pageLoginStatus, pageOAuth1},
		},
		{
			Codes:    []string{"LOGIN_ERROR_USER_API_ONLY"},
			Statuses: []string{"Failed: API-only user"},
			Seen:     seenHistory,
			Means:    "The user may use the API only, and the app signs in by a browser page.",
			Sources:  []audit.Page{pageLoginStatus, pageClay},
		},
		{
			Codes: []string{"LOGIN_ERROR_USER_INACTIVE"}, Statuses: []string{"User is inactive"}, Seen: seenHistory,
			Means:   "The user is not active.",
			Sources: status,
		},
		{
			Codes: []string{"LOGIN_ERROR_USER_FROZEN"}, Statuses: []string{"User is frozen"}, Seen: seenHistory,
			Means:   "The user is frozen.",
			Sources: status,
		},
		{
			Codes:    []string{"LOGIN_ERROR_PASSWORD_LOCKOUT", "PASSWORD_LOCKOUT"},
			Statuses: []string{"Password lockout"},
			Seen:     seenHistory + "; " + seenSOAP,
			Means:    "The user is locked out after wrong passwords.",
			Sources:  []audit.Page{pageLoginStatus, pageSOAPLogin},
		},
		{
			Codes:    []string{"LOGIN_ERROR_INVALID_PASSWORD", "LOGIN_ERROR_SSO_PWD_INVALID"},
			Statuses: []string{"Invalid password"},
			Seen:     seenHistory,
			Means:    "The password is wrong, or it has expired.",
			Outside:  "Whether the app holds the right password shows on the app's side only.",
			Sources:  status,
		},
		{
			Codes: []string{"LOGIN_ERROR_INVALID_USERNAME"}, Statuses: []string{"Invalid login"}, Seen: seenHistory,
			Means:   "The org that was asked has no user of this name.",
			Apart:   "A user name of a sandbox fails in production, and the other way round.",
			Sources: status,
		},
		{
			Codes: []string{"LOGIN_ERROR_UNKNOWN_ERROR"}, Statuses: []string{"Login invalid"}, Seen: seenHistory,
			Means:   "Salesforce gives no reason.",
			Outside: "No cause is documented: connect again, and look for another status of the same attempt.",
			vague:   true, Sources: status,
		},
		{
			Codes:    []string{"LOGIN_ERROR_MUST_USE_API_TOKEN", "LOGIN_MUST_USE_SECURITY_TOKEN"},
			Statuses: []string{"Failed: API security token required"},
			Seen:     seenHistory + "; " + seenSOAP,
			Means: "The app signs in with a password from an unknown address and must append the user's security " +
				"token.",
			Outside: "The token is the user's secret: append it to the password in the app, or add the app's " +
				"addresses in Setup > Network Access.",
			Sources: []audit.Page{pageLoginStatus, pageSOAPLogin},
		},
		{
			Codes:   []string{"INVALID_LOGIN"},
			Texts:   []string{"Invalid username, password, security token; or user locked out"},
			Seen:    seenSOAP,
			Means:   "The user name, the password or the security token is wrong, or the user is locked out.",
			Apart:   "Login History of the user gives the exact status of the same attempt.",
			Outside: "A wrong password or security token shows on the app's side only.",
			Sources: []audit.Page{pageGrafana, pageSOAPLogin},
		},
		{
			Texts:   []string{"SOAP API login() is disabled by default in this org", "SOAP API login() is disabled"},
			With:    []string{"INVALID_OPERATION"},
			Seen:    seenSOAP,
			Means:   "The org doesn't let apps sign in by SOAP login().",
			Sources: []audit.Page{pageSOAPLogin},
		},
		{
			Codes:    []string{"LOGIN_ERROR_RATE_EXCEEDED", "LOGIN_ERROR_LOGINS_EXCEEDED"},
			Statuses: []string{"Maximum logins exceeded"},
			Seen:     seenHistory,
			Means:    "This user has signed in too often in a short time.",
			Outside:  "It passes: wait, and have the app keep its session instead of signing in for every call.",
			Sources:  status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_EXCEED_GET_AT_LMT"},
			Statuses: []string{"Failed: Get Access Token Limit Exceeded"},
			Seen:     seenHistory,
			Means:    "The app asked for an access token more often than it may.",
			Outside:  "It passes: wait, and have the vendor keep the token.",
			Sources:  status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_PACKAGE_MISSING"},
			Statuses: []string{"Package for this consumer is not installed in your organization"},
			Seen:     seenHistory,
			Means:    "The app's package is not installed in this org.",
			Sources:  status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_PACKAGE_OLD"},
			Statuses: []string{"Installed package for this consumer is out of date"},
			Seen:     seenHistory,
			Means:    "The app's package in this org is too old.",
			Outside: "Which version the vendor wants shows on the app's side only: update the package, see Setup > " +
				"Installed Packages.",
			Sources: status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_CONSUMER_DELETED", "LOGIN_OAUTH_NO_CONSUMER"},
			Statuses: []string{"Failed: Consumer Deleted", "Missing Consumer Key Parameter"},
			Seen:     seenHistory,
			Means:    "The app was deleted where it was made, or the vendor sends no Consumer Key.",
			Outside:  "It is the vendor's app: ask the vendor.",
			Sources:  status,
		},
		{
			Codes: []string{"LOGIN_OAUTH_NO_CALLBACK_URL"}, Seen: seenHistory,
			Means: "The vendor sent no valid callback URL.",
			Outside: "It lies between the vendor and the app's settings: make the app's Callback URL equal to the " +
				"one that the vendor documents.",
			Sources: status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_INVALID_CODE_CHALLENGE", "LOGIN_OAUTH_INVALID_CODE_VERIFIER"},
			Statuses: []string{"Failed: Invalid Code Challenge", "Failed: Invalid Code Verifier"},
			Seen:     seenHistory + "; " + seenToken,
			Means:    "The app and Salesforce don't agree about PKCE.",
			Outside:  "A verifier that doesn't fit its challenge shows on the app's side only.",
			Sources:  []audit.Page{pageLoginStatus, pagePKCE},
		},
		{
			Codes: []string{"LOGIN_OAUTH_INVALID_TOKEN"}, Seen: seenHistory,
			Means:   "The token that the app sent is not valid, or no longer.",
			Outside: "A token of another org, or one that was revoked, shows on the app's side only: connect again.",
			Sources: status,
		},
		{
			Codes:    []string{"LOGIN_OAUTH_INVALID_DEVICE"},
			Statuses: []string{"Failed: Device Id missing or not registered"},
			Seen:     seenHistory,
			Means:    "The device from which the app signs in is not registered.",
			Outside:  "Registered devices are not read by an audit.",
			Sources:  status,
		},
		{
			Codes: []string{"LOGIN_CHALLENGE_ISSUED", "LOGIN_CHALLENGE_PENDING", "LOGIN_TWOFACTOR_REQ"},
			Statuses: []string{
				"Failed: Computer activation required", "Failed: Computer activation pending", "Two-factor required",
			},
			Seen:  seenHistory,
			Means: "The user must verify who they are: a code by mail or phone, or a second factor.",
			Outside: "An app can't do that by itself: have the user sign in once in the browser and verify, or use " +
				"a flow without a page.",
			Sources: status,
		},
		{
			Codes:    []string{"LOGIN_ERROR_EXPORT_RESTRICTED"},
			Statuses: []string{"Restricted country"},
			Seen:     seenHistory,
			Means:    "Salesforce takes no sign-ins from the country of this address.",
			Outside:  "Salesforce decides it by the address; no setting of the org does.",
			Sources:  status,
		},
		{
			Codes: []string{
				"LOGIN_ERROR_ORG_INACTIVE", "LOGIN_ERROR_ORG_LOCKOUT", "LOGIN_ERROR_ORG_SUSPENDED",
				"LOGIN_ORG_TRIAL_EXP", "ORG_LOCKED", "TRIAL_EXPIRED",
			},
			Statuses: []string{
				"Organization is inactive", "Organization locked", "Organization suspended", "Trial Expired",
			},
			Seen:  seenHistory + "; " + seenSOAP,
			Means: "The org itself is closed: inactive, locked or suspended, or its trial has ended.",
			Outside: "Nobody can sign in to such an org, the audit neither: ask Salesforce Support or your account " +
				"executive.",
			Sources: []audit.Page{pageLoginStatus, pageSOAPLogin},
		},
		{
			Codes:    []string{"LOGIN_ERROR_ORG_IN_MAINTENANCE"},
			Statuses: []string{"Organization is in maintenance"},
			Seen:     seenHistory,
			Means:    "Salesforce is working on the org.",
			Outside:  theirServers, Sources: status,
		},
	}
}
