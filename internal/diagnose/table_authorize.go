package diagnose

import "orgaudit/audit"

const (
	seenRedirect = "address of the vendor's page after the approval, or Salesforce's own error page"
	seenApproval = "Salesforce's error page in the browser (RemoteAccessErrorPage)"
)

// authorizeRows are the errors of the authorize step, which the browser shows.
func authorizeRows() []Row {
	return []Row{
		{
			Codes: []string{"OAUTH_APP_BLOCKED", "app_blocked"}, Texts: []string{"this app is blocked by admin"},
			Seen:  seenRedirect + "; app_blocked at the token endpoint",
			Means: "Salesforce refuses this app in this org.",
			Apart: "Salesforce documents the code for an app that an admin blocked. It is also seen while API Access " +
				"Control is on and the app isn't allowlisted, " +
				"some vendors answer it by Install, and Adobe's page by API Enabled as well.",
			Sources: []audit.Page{pageAppBlocked, pageMarketo, pageAccessControl, pageUserGems},
		},
		{
			Codes: []string{"fail_close_app_blocked"}, Seen: "token endpoint",
			Means:   "Salesforce lists this code without a meaning; by its name, the app is blocked.",
			Sources: []audit.Page{pageErrorCodes},
		},
		{
			With:    []string{"OAUTH_APPROVAL_ERROR_GENERIC", "invalid_client"},
			Texts:   []string{"app must be installed into org"},
			Seen:    seenApproval + ", in the address",
			Means:   "The app is not installed in this org, and the user may not approve apps that aren't.",
			Sources: []audit.Page{pageMoveData, pageUsage},
		},
		{
			Codes: []string{"OAUTH_APPROVAL_ERROR_GENERIC"},
			Texts: []string{
				"An unexpected error has occured during authentication",
				"An unexpected error has occurred during authentication",
				"We can't authorize you because of an OAuth error",
			},
			Seen:  seenApproval,
			Means: "Salesforce broke off the approval of the app; the page itself doesn't say why.",
			Apart: "Look at the address of the page: with error_description=app+must+be+installed+into+org it is the app that isn't installed. " +
				"Without it vendors name the user's license, single sign-on, an app that isn't approved, and a " +
				"scope that the app lacks.",
			Outside: "Single sign-on that is enforced on the user can break the approval off as well.",
			vague:   true, Sources: []audit.Page{pageMoveData, pageClay, pageUserGems},
		},
		{
			Codes:    []string{"OAUTH_APP_ACCESS_DENIED", "invalid_app_access"},
			Texts:    []string{"user is not admin approved to access this app"},
			Statuses: []string{"Failed: Not approved for access", "Not approved for access"},
			Seen:     seenRedirect + "; invalid_app_access at the token endpoint; Login History",
			Means:    "An admin must assign the users of this app, and this user is not assigned.",
			Apart:    "A new assignment can need up to an hour.",
			Sources:  []audit.Page{pageNotApproved, pageCloudingo},
		},
		{
			Codes: []string{"OAUTH_AUTHORIZATION_BLOCKED"},
			Texts: []string{"Cross-org OAuth flows are not supported for this external client app"},
			Seen:  seenRedirect,
			Means: "The app is an External Client App of another org, or the browser led to another org than the " +
				"one meant.",
			Apart: "Try a private window and the org's own My Domain address: if it works there, the browser had " +
				"led to another org.",
			Sources: []audit.Page{pageUnified},
		},
		{
			Codes: []string{"OAUTH_EC_APP_NOT_FOUND"},
			Texts: []string{"External client app is not installed in this org"},
			Seen:  seenRedirect,
			Means: "The External Client App's package is not in this org, or the sign-in went to a general host " +
				"instead of the org's My Domain.",
			Apart:   "Sign in at the org's My Domain address: if the error stays, the app is missing or disabled.",
			Sources: []audit.Page{pageUnified},
		},
		{
			Codes: []string{"access_denied"}, Texts: []string{"end-user denied authorization"},
			Seen:    seenRedirect,
			Means:   "The user pressed Deny on the approval page.",
			Apart:   "If nobody pressed Deny: an IP restriction is reported to give the same code.",
			Outside: "No org keeps who pressed Deny: connect again and press Allow.",
			Sources: []audit.Page{pageAuthorizeErrors, pageOAuth2},
		},
		{
			Codes: []string{"invalid_client_id"}, Texts: []string{"client identifier invalid"},
			Seen:  seenRedirect + "; token endpoint",
			Means: "The org that was asked doesn't know the app's Consumer Key.",
			Apart: "The key may be wrong, may belong to a sandbox or to production, or the app may be too new to " +
				"be known everywhere.",
			Outside: "Whether the vendor sends the right Consumer Key shows on the app's side only; a new app can " +
				"need some time to be known everywhere.",
			Sources: []audit.Page{pageAuthorizeErrors, pageErrorCodes},
		},
		{
			Codes:    []string{"redirect_uri_mismatch", "redirect_uri_missing"},
			Texts:    []string{"redirect_uri must match configuration"},
			Statuses: []string{"Failed: Invalid Callback URL"},
			Seen:     seenRedirect + "; Login History",
			Means:    "The vendor sent no callback URL, or another one than the app is set up with.",
			Outside: "It lies between the vendor and the app's settings: make the app's Callback URL equal to the " +
				"one that the vendor documents.",
			Sources: []audit.Page{pageAuthorizeErrors, pageErrorCodes},
		},
		{
			With: []string{"invalid_request"}, Texts: []string{"missing required code challenge"},
			Seen:    seenRedirect,
			Means:   "The app demands PKCE, and the vendor doesn't send it.",
			Sources: []audit.Page{pagePKCE, pageAuthorizeErrors},
		},
		{
			Codes: []string{"invalid_request"}, Texts: []string{"OOB not supported"},
			Seen:    seenRedirect + "; token endpoint",
			Means:   "The vendor's request is malformed: a parameter is missing, repeated or not supported.",
			Outside: "It is the vendor's request. Whether PKCE is what is missing, its description says.",
			vague:   true, Sources: []audit.Page{pageAuthorizeErrors, pageOAuth2},
		},
		{
			Codes:   []string{"unsupported_response_type"},
			Seen:    seenRedirect,
			Means:   "The app may not get its tokens in the way that it asked for.",
			Apart:   "The flow may be switched off in the org; otherwise the vendor's request is wrong.",
			Outside: "Whether the vendor asks in the right way shows on the app's side only.",
			Sources: []audit.Page{pageAuthorizeErrors, pageOAuth2},
		},
		{
			Codes:   []string{"invalid_scope"},
			Seen:    seenRedirect + "; token endpoint",
			Means:   "The vendor asks for an OAuth scope that the app doesn't have.",
			Sources: []audit.Page{pageAuthorizeErrors, pageOAuth2},
		},
		{
			Codes: []string{"immediate_unsuccessful"}, Seen: seenRedirect,
			Means:   "The vendor asked to sign in without showing a page, and that was not possible.",
			Outside: "It is the vendor's way of asking: connect again so that the sign-in page can be shown.",
			Sources: []audit.Page{pageAuthorizeErrors, pageErrorCodes},
		},
	}
}
