package diagnose

import "orgaudit/audit"

const seenCall = "answer to an API call, after the sign-in"

// callRows are the errors of API calls after the sign-in.
func callRows() []Row {
	return []Row{
		{
			Codes: []string{"API_DISABLED_FOR_ORG", "RESTAPINOTENABLED"},
			Texts: []string{
				"The REST API is not enabled for this Organization", "REST API is not enabled for this Organization",
				"API is not enabled for this Organization or Partner", "API is not enabled for this Organization",
			},
			Seen:  seenCall,
			Means: "The org has no API access, or this user has none: the answer is the same for both.",
			Apart: "If another user of the org can use the API, it is this user's API Enabled. Right after an app " +
				"was made, it can pass by itself.",
			Sources: []audit.Page{pageRESTEditions, pageSequin},
		},
		{
			Codes: []string{"API_CURRENTLY_DISABLED"}, Texts: []string{"API is disabled for this User"}, Seen: seenCall,
			Means:   "The user has no API access.",
			Sources: []audit.Page{pageMarketoDiagnostics, pageRESTEditions},
		},
		{
			Codes: []string{"REQUEST_LIMIT_EXCEEDED"},
			Texts: []string{
				"TotalRequests Limit exceeded", "ConcurrentRequests (Concurrent API Requests) Limit exceeded",
				"ConcurrentPerOrgLongTxn Limit exceeded",
			},
			Seen:    seenCall + "; also at the token endpoint",
			Means:   "The org's API requests are used up, or too many run at the same time.",
			Apart:   "TotalRequests counts 24 hours, for all apps together. ConcurrentRequests passes by itself.",
			Sources: []audit.Page{pageMarketoDiagnostics, pageDataFactory},
		},
		{
			Codes: []string{"INVALID_SESSION_ID"}, Texts: []string{"Session expired or invalid"}, Seen: seenCall,
			Means: "The session has ended, or it is used from another address than the one where it began.",
			Apart: "A session that drops again and again, soon after the sign-in, points to the lock to its IP " +
				"address.",
			Outside: "That a session ends is normal: the vendor must renew it.",
			vague:   true, Sources: []audit.Page{pageSession, pagePowerQuery},
		},
		{
			With: []string{"INVALID_SESSION_ID"},
			Texts: []string{
				"This session is not valid for use with the REST API",
				"This session is not valid for use with the API",
			},
			Seen:  seenCall,
			Means: "The session is good, but not for the API.",
			Apart: "The app may lack the scope api, API Access Control may leave the app out, or a High Assurance " +
				"session may be demanded. A new token doesn't help.",
			Sources: []audit.Page{pageDataFactory, pageAccessControl},
		},
		{
			Codes: []string{"CLIENT_NOT_ACCESSIBLE_FOR_USER"}, Seen: "fault of a SOAP call",
			Means:   listedBare + "this user may not use this app.",
			Apart:   "Salesforce documents no cause; API Access Control is likely.",
			Sources: []audit.Page{pageAccessControl},
		},
		{
			Codes: []string{"INSUFFICIENT_ACCESS"}, Seen: seenCall + "; at SOAP login()",
			Means: "The user lacks a permission; at SOAP login() that is Use Any API Auth.",
			Apart: "At login() it is the permission to sign in so. In a later call it is the permission for what " +
				"was called.",
			Outside: "Permissions for objects, fields and records are not read by an audit.",
			Sources: []audit.Page{pageSOAPLogin},
		},
		{
			Codes: []string{
				"INSUFFICIENT_ACCESS_OR_READONLY", "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
				"INVALID_FIELD_FOR_INSERT_UPDATE", "INVALID_TYPE",
			},
			Seen:  seenCall,
			Means: "The connection works, and the user lacks access to an object, a record or a field.",
			Outside: "Permissions for objects, fields and records are not read by an audit: compare them with the " +
				"vendor's list.",
			Sources: []audit.Page{pageMarketoDiagnostics},
		},
		{
			Codes: []string{"TXN_SECURITY_NO_ACCESS"},
			Texts: []string{
				"operation isn't allowed due to a security policy",
				"operation you requested isn't allowed due to a security policy",
			},
			Seen:  seenCall,
			Means: "A transaction security policy of the org stops what the app does.",
			Outside: "Transaction security policies are not read by an audit: look in Setup > Transaction Security " +
				"Policies.",
			Sources: []audit.Page{pageMarketoDiagnostics},
		},
		{
			Codes: []string{"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"}, Seen: seenCall,
			Means: "The connection works, and a trigger of the org fails on what the app writes, or the user may " +
				"not write it.",
			Outside: "Triggers are not read by an audit: the message names the trigger. An INVALID_SESSION_ID " +
				"beside it comes from inside the trigger.",
			Sources: []audit.Page{pageMarketoDiagnostics},
		},
		{
			Codes: []string{"SERVER_UNAVAILABLE", "UNKNOWN_EXCEPTION"}, Seen: seenCall,
			Means:   "Salesforce could not answer the call.",
			Outside: theirServers, vague: true, Sources: []audit.Page{pageMarketoDiagnostics},
		},
		{
			Codes:   []string{"INVALID_AUTH_HEADER", "Bad_OAuth_Token", "Missing_OAuth_Token", "Wrong_Org"},
			Seen:    seenCall,
			Means:   "The app sent no token that this org takes.",
			Outside: "Which token the app sent, and to which org, shows on the app's side only: connect again.",
			Sources: []audit.Page{pageIdentity},
		},
	}
}
