package fixes

// Setup pages below the org's URL. They are list pages throughout: a link to one record would lead nowhere for a fix
// that serves several.
const (
	setupAppManager          = "/lightning/setup/NavigationMenus/home"
	setupCompanyInformation  = "/lightning/setup/CompanyProfileInfo/home"
	setupConnectedAppsUsage  = "/lightning/setup/ConnectedAppsUsage/home"
	setupExternalClientApps  = "/lightning/setup/ManageExternalClientApplication/home"
	setupInstalledPackages   = "/lightning/setup/ImportedPackage/home"
	setupManageConnectedApps = "/lightning/setup/ConnectedApplication/home"
	setupMyDomain            = "/lightning/setup/OrgDomain/home"
	setupPermissionSets      = "/lightning/setup/PermSets/home"
	setupProfiles            = "/lightning/setup/EnhancedProfiles/home"
	setupSystemOverview      = "/lightning/setup/SystemOverview/home"
	setupUserInterface       = "/lightning/setup/UserInterfaceUI/home"
	setupOAuthSettings       = "/lightning/setup/OauthOidcSettings/home"
	setupSessionSettings     = "/lightning/setup/SecuritySession/home"
	setupUsers               = "/lightning/setup/ManageUsers/home"
)
