package fixes

import "orgaudit/audit"

// UpgradeEdition gives an org that has no API one that has.
var UpgradeEdition = &audit.Fix{
	ID: "upgrade-edition", Target: audit.SubjectOrg,
	Title: "Get API access for the org",
	Steps: []string{
		`Open Setup > Company Settings > Company Information ` +
			`(Classic: Setup > Company Profile > Company Information); note the edition of "{org}".`,
		`Compare: Enterprise, Performance, Unlimited and Developer Edition include API access. ` +
			`For Professional Edition it is an add-on.`,
		`Ask your Salesforce account executive, or the Your Account app, ` +
			`for the API add-on or for an edition that includes the API.`,
		`When Salesforce has switched it on, run orgaudit again, then connect "{app}" again.`,
	},
	SetupPath: setupCompanyInformation,
	Source:    pageAPIPermission,
	Effort:    "a request to Salesforce",
	Risk:      "Costs money; gives API access to every user of the org who has API Enabled.",
}

// RaiseAPILimit is for an org that has used up its API requests.
var RaiseAPILimit = &audit.Fix{
	ID: "raise-api-limit", Target: audit.SubjectOrg,
	Title: "Free or buy API requests",
	Steps: []string{
		`Open Setup > Environments > System Overview ` +
			`(Classic: Setup > System Overview) and read API Requests, Last 24 Hours of "{org}".`,
		`The count covers a rolling 24 hours and all apps together: find the app that uses most, ` +
			`and slow it down or stop it for now.`,
		`If the org needs more for good, buy additional API calls from your Salesforce account executive.`,
		`When requests remain again, run orgaudit again, then connect "{app}" again.`,
	},
	SetupPath: setupSystemOverview,
	Source: audit.Page{
		Title: "API Request Limits and Allocations (Salesforce Developer Limits and Allocations Quick Reference)",
		URL:   "https://developer.salesforce.com/docs/platform/salesforce-app-limits-cheatsheet/guide/salesforce-app-limits-platform-api.html",
	},
	Effort: "hours",
	Risk:   "Slowing down an app delays its data; additional calls cost money.",
}
