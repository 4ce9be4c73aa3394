package diagnose

import "orgaudit/audit"

const (
	seenToken    = "answer of the token endpoint"
	listedBare   = "Salesforce lists this code without a meaning; by its name, "
	theirRequest = "It is the vendor's request; nothing in the org shows it."
	theirServers = "It is on Salesforce's side: look at status.salesforce.com and try again later."
)

// tokenRows are the errors of the token endpoint: Salesforce's own list of values, and the texts that tell their
// causes apart. Salesforce publishes the list without meanings; where a standard defines a code, the meaning is the
// standard's.
func tokenRows() []Row {
	return []Row{
		{
			Codes: []string{"invalid_grant"}, Seen: seenToken,
			Means: "Salesforce doesn't accept what the app signs in with: a code, a token, a password or an " +
				"assertion.",
			Apart:   "The description beside the code tells the cause; look for error_description.",
			Outside: "A code or a password that is wrong or used up shows on the app's side only.",
			vague:   true, Sources: []audit.Page{pageAuthorizeErrors, pageOAuth2},
		},
		{
			With: []string{"invalid_grant"}, Texts: []string{"ip restricted"}, Seen: seenToken,
			Means:   "The app's address lies outside the addresses from which the user may sign in.",
			Sources: []audit.Page{pageMarketoDiagnostics, pageContinuousIP},
		},
		{
			With:    []string{"invalid_grant"},
			Texts:   []string{"IP restricted or invalid login hours", "invalid login hours"},
			Seen:    seenToken,
			Means:   "The user may not sign in from the app's address, or not at this time.",
			Apart:   `Login History of the user tells which: "Restricted IP" or "Restricted time".`,
			Sources: []audit.Page{pageAuthorizeErrors, pageOAuth1},
		},
		{
			With: []string{"invalid_grant", "AUTHENTICATION_FAILURE"}, Codes: []string{"AuthCodeExchangeError"},
			Texts: []string{"authentication failure", "invalid user credentials"},
			Seen:  seenToken + "; the Salesforce CLI",
			Means: "The sign-in failed for one of many reasons: credentials, addresses, a flow that is off, or no " +
				"API access.",
			Apart:   "Login History of the user gives the exact status of the same attempt.",
			Outside: "A wrong password or security token shows on the app's side only.",
			Sources: []audit.Page{pageCLIAuthorize, pageMarketoDiagnostics},
		},
		{
			With:    []string{"invalid_grant"},
			Texts:   []string{"authentication failure - Invalid Password"},
			Seen:    seenToken,
			Means:   "The password or the security token is wrong, or the password has expired.",
			Outside: "Whether the app holds the right password and security token shows on the app's side only.",
			Sources: []audit.Page{pageAuthorizeErrors},
		},
		{
			With: []string{"invalid_grant"}, Codes: []string{"EXPIRED_ACCESS"},
			Texts: []string{
				"expired access/refresh token", "expired refresh token", "expired access token",
				"token validity expired",
			},
			Seen: seenToken,
			Means: "The app's token has ended: by the app's policy, because somebody revoked it, or because the " +
				"user approved the app more than five times.",
			Apart: "Each user has five approvals of one app; the next one removes the oldest. Connect again; if it " +
				"fails again later, the policy or that limit is the cause.",
			Outside: "A token that was revoked on purpose leaves little trace: connect again.",
			Sources: []audit.Page{pageApprovals, pageOracle, pageMarketoDiagnostics},
		},
		{
			Codes:    []string{"invalid_token"},
			Statuses: []string{"Failed: Invalid Token"},
			Seen:     seenToken + "; Login History",
			Means:    "The token that the app sent is not valid, or no longer.",
			Outside:  "A token of another org, or one that was revoked, shows on the app's side only: connect again.",
			Sources:  []audit.Page{pageErrorCodes, pageLoginStatus},
		},
		{
			With:    []string{"invalid_grant"},
			Texts:   []string{"user hasn't approved this consumer"},
			Seen:    seenToken + " (JWT flow)",
			Means:   "The user never approved the app, and no admin has pre-authorized the user.",
			Sources: []audit.Page{pageStriim},
		},
		{
			With:    []string{"invalid_grant"},
			Codes:   []string{"SalesforceOauth2ClientCredentialFailure"},
			Texts:   []string{"no client credentials user enabled"},
			Seen:    seenToken + " (client-credentials flow)",
			Means:   "The app's client-credentials flow is off, or no Run As user is set.",
			Sources: []audit.Page{pageStriim, pageDataFactory},
		},
		{
			With:    []string{"invalid_grant"},
			Texts:   []string{"request not supported on this domain"},
			Seen:    seenToken + " (client-credentials flow)",
			Means:   "This flow works at the org's own My Domain host only, and the app asked elsewhere.",
			Sources: []audit.Page{pageStriim, pageRestricted},
		},
		{
			With:  []string{"invalid_grant"},
			Texts: []string{"Audience validation failed", "audience is invalid"},
			Seen:  seenToken + " (JWT and SAML flows)",
			Means: "The app's assertion names another sign-in host as its audience than the one that this org " +
				"expects.",
			Outside: "What the app writes into its assertion shows on the app's side only.",
			Sources: []audit.Page{pageAuthorizeErrors},
		},
		{
			Codes: []string{"bad_jti_claim"}, Seen: seenToken + " (JWT flow)",
			Means:   "The id of the app's assertion (jti) was not accepted, for instance because it was used before.",
			Outside: theirRequest, Sources: []audit.Page{pageErrorCodes, pageJWT},
		},
		{
			Codes:   []string{"inactive_user"},
			With:    []string{"invalid_grant"},
			Texts:   []string{"inactive user"},
			Seen:    seenToken,
			Means:   "The Salesforce user is not active.",
			Sources: []audit.Page{pageMarketoDiagnostics, pageAuthorizeErrors},
		},
		{
			Codes: []string{"inactive_org", "INACTIVE_ORGANIZATION"}, With: []string{"invalid_grant"},
			Texts: []string{"inactive organization", "Org is locked, closed, or suspended"}, Seen: seenToken,
			Means: "The org itself is locked, closed or suspended.",
			Outside: "Nobody can sign in to such an org, the audit neither: ask Salesforce Support or your account " +
				"executive.",
			Sources: []audit.Page{pageAuthorizeErrors, pageMarketoDiagnostics},
		},
		{
			Codes:    []string{"rate_limit_exceeded"},
			Texts:    []string{"Number of logins exceeded", "login rate exceeded"},
			Statuses: []string{"Login rate exceeded"},
			Seen:     seenToken,
			Means:    "This user has signed in too often in a short time.",
			Outside:  "It passes: wait, and have the app keep its session instead of signing in for every call.",
			Sources:  []audit.Page{pageAuthorizeErrors, pageLoginStatus},
		},
		{
			Codes: []string{"invalid_client"}, Seen: seenToken + "; " + seenApproval,
			Means: "Salesforce doesn't accept the app: it is not installed, not enabled, or identifies itself " +
				"wrongly.",
			Apart: `The description decides: "app must be installed into org" is the org's side, "invalid client ` +
				`credentials" the app's.`,
			Outside: "Whether the app sends its right key and secret shows on the app's side only.",
			vague:   true, Sources: []audit.Page{pageErrorCodes, pageMoveData},
		},
		{
			With: []string{"invalid_client"}, Texts: []string{"invalid client credentials"}, Seen: seenToken,
			Means:   "The app's Consumer Secret is wrong.",
			Outside: "It is the app's side: enter the Consumer Secret again.",
			Sources: []audit.Page{pageErrorCodes, pageOAuth2},
		},
		{
			Codes: []string{
				"invalid_basic_auth_header", "invalid_assertion_type", "unsupported_grant_type",
				"unsupported_token_type",
			},
			Seen:    seenToken,
			Means:   "The vendor's request to the token endpoint is not one that Salesforce takes.",
			Outside: theirRequest, Sources: []audit.Page{pageErrorCodes, pageOAuth2},
		},
		{
			Codes: []string{"oauth_flow_disabled"}, Seen: seenToken,
			Means:   listedBare + "the flow by which the app signs in is switched off.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes: []string{"app_not_found", "ecapp_policy_not_found", "invalid_distribution_state"}, Seen: seenToken,
			Means:   listedBare + "the app, its policies or its distribution don't fit this org.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes: []string{"oauth_policy_not_found", "installation_error"}, Seen: seenToken,
			Means:   listedBare + "the app's installation or its OAuth policies in this org are incomplete.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes: []string{"invalid_session_level"}, Seen: seenToken,
			Means:   listedBare + "the session is not as strongly verified as a policy demands.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes: []string{"authorization_pending", "slow_down"}, Seen: seenToken + " (device flow)",
			Means:   "No failure yet: the app waits for the user to enter the code, and may ask less often.",
			Outside: "The user hasn't finished: open the address that the app shows, enter its code and press Allow.",
			Sources: []audit.Page{pageErrorCodes, pageDevice},
		},
		{
			Codes: []string{"invalid_dpop_proof", "use_dpop_nonce"}, Seen: seenToken,
			Means:   "The app must prove that the token is its own (DPoP), and its proof was not accepted.",
			Outside: theirRequest, Sources: []audit.Page{pageErrorCodes, pageDPoP},
		},
		{
			Codes: []string{
				"invalid_otp", "otp_error", "invalid_expid", "unsupported_expid", "app_attest_failed",
				"app_attest_failed_retry",
			},
			Seen: seenToken + " (Salesforce's own sign-in pages for mobile apps)",
			Means: listedBare +
				"a one-time password, a login experience or the attestation of a mobile app was not accepted.",
			Outside: "It lies between the app and Salesforce's sign-in; nothing that is read of an org shows it.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes:   []string{"registration_error", "failed_registration", "exceeded_registration_limit"},
			Seen:    seenToken,
			Means:   listedBare + "registering a user or an app failed.",
			Outside: "Registrations are not read by an audit; ask the vendor what was to be registered.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes: []string{"login_error"}, Seen: seenToken,
			Means:   listedBare + "the sign-in failed.",
			Outside: "Login History of the user gives the exact status of the same attempt: diagnose that.",
			vague:   true, Sources: []audit.Page{pageErrorCodes},
		},
		{
			Codes:   []string{"server_error", "service_unavailable", "system_down", "unknown_error"},
			Seen:    seenToken + "; " + seenRedirect,
			Means:   "Salesforce could not answer.",
			Outside: theirServers, vague: true, Sources: []audit.Page{pageErrorCodes, pageOAuth2},
		},
	}
}
