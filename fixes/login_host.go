package fixes

import "orgaudit/audit"

// UseMatchingLoginHost points an app to production or to sandboxes, whichever the org is.
var UseMatchingLoginHost = &audit.Fix{
	ID: "use-matching-login-host", Target: audit.SubjectApp,
	Title: "Sign in at the login host that fits the org",
	Steps: []string{
		`Decide which org is meant. Production signs in at login.salesforce.com, a sandbox at test.salesforce.com; ` +
			`its own My Domain host fits either.`,
		`In the settings of "{app}", choose the matching kind (Production or Sandbox), ` +
			`or enter {my_domain} as the login URL instead of {host}.`,
		`Use a user name of that org: one in a sandbox usually ends in a dot and the sandbox's name.`,
		`Connect "{app}" again, then run orgaudit again with --login-host and the new host.`,
	},
	Source: audit.Page{
		Title: "OAuth Endpoints",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_endpoints.htm&language=en_US&type=5",
	},
	Effort: "minutes",
	Risk:   "The app then works with the data of the other org: make sure that it is the one you mean.",
}

// ConvertActionsInstance is Marketo's own way to a sandbox: an Actions instance is made for production or for
// sandboxes, and only Marketo's support converts it.
var ConvertActionsInstance = &audit.Fix{
	ID: "convert-actions-instance", Target: audit.SubjectApp,
	Title: "Have the Actions instance converted for a Salesforce sandbox",
	Steps: []string{
		`Activate the Actions instance with a user of your Salesforce production org first; ` +
			`a new instance can only be activated with production.`,
		`In Actions, open Login Management settings and choose All Login Methods, ` +
			`so that you can still sign in by password.`,
		`In Settings > Salesforce > Connections & Customizations, disconnect production; ` +
			`then connect and choose Sandbox.`,
		`Ask Marketo Engage Support to configure the instance for a Salesforce sandbox.`,
		`Test with Sign in with Salesforce on toutapp.com/login, then connect "{app}" again as "{user}" and run ` +
			`orgaudit again.`,
	},
	Source: audit.Page{
		Title: "Set up a Sales Insight Actions Sandbox",
		URL:   "https://experienceleague.adobe.com/en/docs/marketo/using/product-docs/marketo-sales-insight/actions/crm/salesforce-integration/set-up-a-sales-insight-actions-sandbox",
	},
	Effort: "a request to Marketo Engage Support",
	Risk: "An instance works with production or with a sandbox, not both: " +
		"a converted one no longer signs in to production.",
	Connectors: []string{"marketo-sales-insight-actions", "marketo-sales-connect"},
}

// SignInFirst gets past a login host that can't route to the org: the browser brings its session along.
var SignInFirst = &audit.Fix{
	ID: "sign-in-first", Target: audit.SubjectApp,
	Title: "Sign in to the org first, then connect",
	Steps: []string{
		`Sign out of every Salesforce org in the browser, or open a private window, ` +
			`so that no other org or user answers.`,
		`In that browser, open {my_domain} and sign in as "{user}".`,
		`In the same window, open "{app}" and go through its steps to connect to Salesforce.`,
		`If it still fails, give the app the org's own login URL, {my_domain}, where it takes one. ` +
			`Then run orgaudit again.`,
	},
	Source: audit.Page{
		Title: titleUnableToAuthenticate + ": Resolve Login Error Restricted Domain",
		URL:   pageUnableToAuthenticate,
	},
	Effort: "minutes",
}

// UseMyDomainURL makes an app use the org's own login URL.
var UseMyDomainURL = &audit.Fix{
	ID: "use-my-domain-url", Target: audit.SubjectApp,
	Title: "Give the app the org's My Domain login URL",
	Steps: []string{
		`Open Setup > Company Settings > My Domain ` +
			`(Classic: Setup > Domain Management > My Domain) and read Current My Domain URL.`,
		`In the settings of "{app}", choose a custom domain or login URL and enter {my_domain} instead of {host}.`,
		`If the app can't take one: sign in to {my_domain} in the same browser before you connect. ` +
			`The client credentials flow works at My Domain only.`,
		`As a last resort, edit Routing and Policies on that page and clear Prevent login (or SOAP API login) ` +
			`from https://login.salesforce.com.`,
		`Connect "{app}" again, then run orgaudit again with --login-host {my_domain}.`,
	},
	SetupPath: setupMyDomain,
	Source: audit.Page{
		Title: "Error 'Restricted Domain' in login history",
		URL:   "https://help.salesforce.com/s/articleView?id=000339170&type=1",
		Date:  "2026-01-30",
	},
	Effort: "minutes",
	Risk: "The login URL affects this app alone. Clearing the My Domain policy lets all users and apps of the org " +
		"sign in at the generic host again.",
}
