package fixes

import "orgaudit/audit"

// The Marketo page that answers "We are unable to authenticate your request"; its sections document different fixes.
const (
	titleUnableToAuthenticate = `How Do I Fix "We Were Unable to Authenticate Your Request" When Connecting to ` +
		`Salesforce`
	pageUnableToAuthenticate = "https://experienceleague.adobe.com/en/docs/marketo/using/product-docs/marketo-sales-insight/actions/faq/how-do-i-fix-we-were-unable-to-authenticate-your-request-when-connecting-to-salesforce"
)

// Pages that document more than one fix.
var (
	pageConnectedAppSessions = audit.Page{
		Title: "Manage Current OAuth Connected App Sessions",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_manage_current_sessions.htm",
	}
	pageUsageRestrictions = audit.Page{
		Title: "Prepare for Connected App Usage Restrictions Change",
		URL:   "https://help.salesforce.com/s/articleView?id=005132365&type=1",
		Date:  "2026-03-27",
	}
	pageNotApproved = audit.Page{
		Title: `"Failed: Not approved for access" in the login history (Knowledge Article 000212208)`,
		URL:   "https://help.salesforce.com/apex/HTViewSolution?id=000212208&language=en_US",
	}
	pageAPIPermission = audit.Page{
		Title: "Supported Editions and Required Permissions (REST API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest-compatible-editions.md",
	}
	pageSOAPLogin = audit.Page{
		Title: "login() (SOAP API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-login.html",
	}
	pagePermissionSetSystem = audit.Page{
		Title: "App and System Settings in Permission Sets",
		URL:   "https://help.salesforce.com/s/articleView?id=platform.perm_sets_about_app_and_system.htm&language=en_US&type=5",
	}
	pageClientCredentials = audit.Page{
		Title: "Configure a Connected App for the OAuth 2.0 Client Credentials Flow",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_client_credentials_setup.htm",
	}
	pageOAuthPolicies = audit.Page{
		Title: "Manage OAuth Access Policies for a Connected App",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.connected_app_manage_oauth.htm&language=en_US&type=5",
	}
)
