package fixes

import "orgaudit/audit"

// InstallExternalClientApp brings an External Client App into the org: it exists only where its package is installed.
var InstallExternalClientApp = &audit.Fix{
	ID: "install-external-client-app", Target: audit.SubjectApp,
	Title: "Install {app} (External Client App)",
	Steps: []string{
		`Ask the vendor of "{app}" for the package that contains its External Client App, ` +
			`or for the steps to deploy it.`,
		`Install it in "{org}", then look for it on Setup > Apps > Packaging > Installed Packages ` +
			`(Classic: Setup > Installed Packages).`,
		`Open Setup > Apps > External Client Apps > External Client App Manager and check that the app is listed.`,
		`Sign in through {my_domain}, in a private window: the generic login host can lead to another org.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupInstalledPackages,
	Source: audit.Page{
		Title: "SalesForce (External Client Apps) on Multiple Organizations (Unified.to)",
		URL:   "https://unified.to/blog/salesforce_external_client_apps_on_multiple_organizations",
		Date:  "2026-04-15",
	},
	Effort: "hours",
	Risk: "Makes the app known org-wide; its policies then say who may use it. " +
		"A package may bring more than the app.",
}

// EnableExternalClientApp switches a disabled External Client App on.
var EnableExternalClientApp = &audit.Fix{
	ID: "enable-external-client-app", Target: audit.SubjectApp,
	Title: "Enable {app} (External Client App)",
	Steps: []string{
		`Find out who disabled the app and why.`,
		`Open Setup > Apps > External Client Apps > External Client App Manager and, in the row of "{app}", ` +
			`choose Edit Policies.`,
		`Enable the app and its OAuth plugin, and save. By metadata: ExtlClntAppConfigurablePolicies, ` +
			`isEnabled and isOauthPluginEnabled = true.`,
		`Connect "{app}" again, then run orgaudit again.`,
	},
	SetupPath: setupExternalClientApps,
	Source: audit.Page{
		Title: "Enable or Disable External Client App Plugins",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.meta_enable_external_client_app_plugins.htm",
	},
	Effort: "minutes",
	Risk:   "Org-wide: all users whom the app's policies permit can use it again.",
}
