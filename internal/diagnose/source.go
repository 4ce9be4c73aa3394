package diagnose

import "orgaudit/audit"

// Pages that say what an error means. Most are Salesforce's own; a vendor's page names its vendor, a standard its
// number.
var (
	pageAuthorizeErrors = audit.Page{
		Title: "OAuth 2.0 Authorization Errors",
		URL:   "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_oauth_flow_errors.htm&type=5",
	}
	pageAppBlocked = audit.Page{
		Title: "Why am I receiving an OAUTH_APP_BLOCKED error (Knowledge Article 000232413)",
		URL:   "https://help.salesforce.com/apex/HTViewSolution?id=000232413&language=en_US",
	}
	pageNotApproved = audit.Page{
		Title: `"Failed: Not approved for access" in the login history (Knowledge Article 000212208)`,
		URL:   "https://help.salesforce.com/apex/HTViewSolution?id=000212208&language=en_US",
	}
	pageErrorCodes = audit.Page{
		Title: "OAuthErrorCode (Salesforce Mobile SDK for Android): the error values that the server can send",
		URL:   "https://github.com/forcedotcom/SalesforceMobileSDK-Android/blob/7d504f221c0699e6fb01b794faa639c0c9b826c1/libs/SalesforceSDK/src/com/salesforce/androidsdk/auth/OAuthErrorCode.kt",
	}
	pageCLIAuthorize = audit.Page{
		Title: "Troubleshoot Authorization Errors (Salesforce DX Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/atlas.en-us.252.0.sfdx_dev.meta/sfdx_dev/sfdx_dev_troubleshoot_auth_errors.htm",
	}
	pageApprovals = audit.Page{
		Title: "Manage OAuth-Enabled Connected Apps Access to Your Data",
		URL:   "https://help.salesforce.com/apex/HTViewSolution?id=000205876&language=en_US",
	}
	pageRestricted = audit.Page{
		Title: "Error 'Restricted Domain' in login history (Knowledge Article 000339170)",
		URL:   "https://help.salesforce.com/s/articleView?id=000339170&type=1",
	}
	pageLoginStatus = audit.Page{
		Title: "LOGIN_STATUS of the Login event (Object Reference)",
		URL:   "https://developer.salesforce.com/docs/atlas.en-us.264.0.object_reference.meta/object_reference/sforce_api_objects_eventlogfile_login_status.htm",
	}
	pageOAuth1 = audit.Page{
		Title: "OAuth 1.0.A Error Codes",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.remoteaccess_errorcodes.htm",
	}
	pageContinuousIP = audit.Page{
		Title: "Connected App IP Relaxation and Continuous IP Enforcement",
		URL:   "https://help.salesforce.com/apex/HTViewHelpDoc?id=xcloud.connected_app_continuous_ip.htm",
	}
	pageRESTEditions = audit.Page{
		Title: "Supported Editions and Required Permissions (REST API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/platform/api-rest/guide/intro-rest-compatible-editions.md",
	}
	pageSession = audit.Page{
		Title: "Error Handling for Session Expiration (Metadata API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/atlas.en-us.api_meta.meta/api_meta/meta_error_handling_session_exp.htm",
	}
	pageIdentity = audit.Page{
		Title: "Identity URLs: errors",
		URL:   "https://help.salesforce.com/s/articleView?id=sf.remoteaccess_using_openid.htm&type=5",
	}
	pageSOAPLogin = audit.Page{
		Title: "login() (SOAP API Developer Guide)",
		URL:   "https://developer.salesforce.com/docs/platform/api/guide/sforce-api-calls-login.html",
	}
	pageUsage = audit.Page{
		Title: "Prepare for Connected App Usage Restrictions Change",
		URL:   "https://help.salesforce.com/s/articleView?id=005132365&type=1",
	}
	pageAccessControl = audit.Page{
		Title: "Restrict Access to APIs with Connected Apps",
		URL:   "https://help.salesforce.com/s/articleView?id=xcloud.security_api_access_control_all_users.htm&type=5",
	}

	pageMarketo = audit.Page{
		Title: `How Do I Fix "We Were Unable to Authenticate Your Request" When Connecting to Salesforce (Adobe)`,
		URL:   "https://experienceleague.adobe.com/en/docs/marketo/using/product-docs/marketo-sales-insight/actions/faq/how-do-i-fix-we-were-unable-to-authenticate-your-request-when-connecting-to-salesforce",
	}
	pageMarketoDiagnostics = audit.Page{
		Title: "Salesforce Diagnostics (Adobe)",
		URL:   "https://experienceleague.adobe.com/en/docs/marketo/using/product-docs/marketo-sales-insight/actions/crm/salesforce-integration/salesforce-diagnostics",
	}
	pageMoveData = audit.Page{
		Title: "OAuth error: Approve Uninstalled Connected Apps (MoveData)",
		URL:   "https://support.movedata.io/knowledgebase/technical/oauth-error-approve-uninstalled-connected-apps/",
	}
	pageClay = audit.Page{
		Title: "Salesforce integration FAQs (Clay)",
		URL:   "https://university.clay.com/docs/salesforce-integration-faqs",
	}
	pageUserGems = audit.Page{
		Title: `Why am I seeing an "OAuth App Blocked" error (UserGems)`,
		URL:   "https://help.usergems.com/article/why-am-i-seeing-an-oauth-app-blocked-error",
	}
	pageCloudingo = audit.Page{
		Title: "User is not admin approved (Cloudingo)",
		URL:   "https://help.cloudingo.com/docs/user-is-not-admin-approved",
	}
	pageStriim = audit.Page{
		Title: "Salesforce troubleshooting (Striim)",
		URL:   "https://striim.com/docs/platform/en/salesforce-troubleshooting.html",
	}
	pageUnified = audit.Page{
		Title: "SalesForce (External Client Apps) on Multiple Organizations (Unified.to)",
		URL:   "https://unified.to/blog/salesforce_external_client_apps_on_multiple_organizations",
	}
	pageOracle = audit.Page{
		Title: "Error when a connected app attempts to access your Salesforce data (Oracle)",
		URL:   "https://docs.oracle.com/en/cloud/paas/integration-cloud/sforce-adapter/error-when-connected-app-attempts-access-your-salesforce-data.html",
	}
	pageSequin = audit.Page{
		Title: "Enable the Salesforce API (Sequin)",
		URL:   "https://docs.sequin.io/integrations/salesforce/playbooks/enable-salesforce-api",
	}
	pageDataFactory = audit.Page{
		Title: "Troubleshoot the Salesforce connectors in Azure Data Factory (Microsoft)",
		URL:   "https://github.com/MicrosoftDocs/azure-docs/blob/3403a8f883c3f5dd36980d22620676f05e1e13ce/articles/data-factory/connector-troubleshoot-salesforce.md",
	}
	pagePowerQuery = audit.Page{
		Title: "Salesforce Objects (Microsoft Power Query)",
		URL:   "https://github.com/MicrosoftDocs/powerquery-docs/blob/14e5f7eb875a8bf37deec1b5b02d5f9c9968cf7a/powerquery-docs/connectors/salesforce-objects.md",
	}
	pageGrafana = audit.Page{
		Title: "Salesforce data source: troubleshooting (Grafana)",
		URL:   "https://grafana.com/docs/plugins/grafana-salesforce-datasource/latest/troubleshooting.md",
	}

	pageOAuth2 = audit.Page{
		Title: "The OAuth 2.0 Authorization Framework (RFC 6749)",
		URL:   "https://www.rfc-editor.org/rfc/rfc6749",
	}
	pageDevice = audit.Page{
		Title: "OAuth 2.0 Device Authorization Grant (RFC 8628)",
		URL:   "https://www.rfc-editor.org/rfc/rfc8628",
	}
	pageDPoP = audit.Page{
		Title: "OAuth 2.0 Demonstrating Proof of Possession (RFC 9449)",
		URL:   "https://www.rfc-editor.org/rfc/rfc9449",
	}
	pageJWT = audit.Page{
		Title: "JWT Profile for OAuth 2.0 Client Authentication and Authorization Grants (RFC 7523)",
		URL:   "https://www.rfc-editor.org/rfc/rfc7523",
	}
	pagePKCE = audit.Page{
		Title: "Proof Key for Code Exchange by OAuth Public Clients (RFC 7636)",
		URL:   "https://www.rfc-editor.org/rfc/rfc7636",
	}
)
