package redact

// class is how a text field of a snapshot is treated.
type class int

const (
	_         class = iota
	kept            // a word of Salesforce's or of this program's, or published by a vendor
	appName         // stays, but for names of people and e-mail addresses
	appKey          // a Consumer Key: what reports show of it stays
	person          // a name of a person
	username        // a user name
	profile         // a name of a profile
	set             // a name of a permission set
	group           // a name of a permission set group
	label           // another name that the org gave
	orgName         // the org's own name
	recordID        // a record id
	domain          // the name of a My Domain
	host            // a host
	address         // the address of a host
	ip              // an IP address
	grantedBy       // what grants a permission, with its kind before it
	display         // an entry of the Setup Audit Trail
	free            // free text
	filePlace       // the file of a project with a line
)

// classes says how each text field of a snapshot is treated, by type and field; #key stands for the keys of a
// map. A field that is missing here stops the run.
var classes = map[string]class{
	"Scope.Usernames":         username,
	"Scope.Profiles":          profile,
	"Scope.PermissionSets":    set,
	"Scope.Holders":           kept,
	"Scope.PolicyUsernames":   username,
	"Scope.NearUsernames":     username,
	"Scope.NearUsernames#key": username,

	"App.Ask":               appName,
	"App.Name":              appName,
	"App.Connector":         kept,
	"App.ConsumerKeys":      appKey,
	"App.Aliases":           appName,
	"App.Kind":              kept,
	"App.FromIPs":           kept,
	"App.VendorFixes#key":   kept,
	"SignIn.Flow":           kept,
	"SignIn.LoginHost":      host,
	"SignIn.Scopes":         kept,
	"Needs.UserPermissions": kept,
	"Needs.Licenses":        kept,
	"Needs.FreeSeats":       kept,
	"Needs.Editions":        kept,
	"VendorSymptom.Match":   kept,
	"VendorSymptom.Codes":   kept,
	"VendorSymptom.Checks":  kept,
	"Page.Title":            kept,
	"Page.URL":              kept,
	"Page.Date":             kept,

	"Org.ID":                  recordID,
	"Org.Name":                orgName,
	"Org.Edition":             kept,
	"Org.Instance":            kept,
	"Org.URL":                 address,
	"Org.MyDomain":            host,
	"Org.APIVersion":          kept,
	"Org.TrialExpiry":         kept,
	"Org.TimeZone":            kept,
	"Auditor.UserID":          recordID,
	"Auditor.Username":        username,
	"Auditor.Permissions#key": kept,

	"Profile.ID":                          recordID,
	"Profile.Name":                        profile,
	"Profile.MetadataName":                profile,
	"Profile.UserType":                    kept,
	"Profile.License":                     kept,
	"Profile.PermissionSetID":             recordID,
	"Profile.Permissions#key":             kept,
	"Profile.File":                        filePlace,
	"IPRange.Start":                       ip,
	"IPRange.End":                         ip,
	"PermissionSet.ID":                    recordID,
	"PermissionSet.Name":                  set,
	"PermissionSet.Label":                 set,
	"PermissionSet.Namespace":             label,
	"PermissionSet.Type":                  kept,
	"PermissionSet.GroupID":               recordID,
	"PermissionSet.Permissions#key":       kept,
	"PermissionSet.File":                  filePlace,
	"PermissionSetGroup.ID":               recordID,
	"PermissionSetGroup.Name":             group,
	"PermissionSetGroup.Label":            group,
	"PermissionSetGroup.Status":           kept,
	"PermissionSetGroup.PermissionSetIDs": recordID,
	"PermissionSetGroup.Muted#key":        kept,
	"User.ID":                             recordID,
	"User.Username":                       username,
	"User.Name":                           person,
	"User.UserType":                       kept,
	"User.ProfileID":                      recordID,
	"User.License":                        kept,
	"Assignment.PermissionSetID":          recordID,
	"Assignment.GroupID":                  recordID,

	"ConnectedApp.ID":                recordID,
	"ConnectedApp.Name":              appName,
	"ConnectedApp.File":              filePlace,
	"ExternalClientApp.ID":           recordID,
	"ExternalClientApp.Name":         appName,
	"ExternalClientApp.Label":        appName,
	"ExternalClientApp.Namespace":    label,
	"ExternalClientApp.Distribution": kept,
	"ExternalClientApp.File":         filePlace,
	"OAuthPolicy.FullName":           appName,
	"OAuthPolicy.ConsumerKey":        appKey,
	"OAuthPolicy.Scopes":             kept,
	"OAuthPolicy.IPRelaxation":       kept,
	"OAuthPolicy.RefreshToken":       kept,
	"OAuthPolicy.RunAs":              username,
	"OAuthPolicy.SessionLevel":       kept,
	"AppAccess.AppID":                recordID,
	"AppAccess.PermissionSetID":      recordID,
	"BlockedApp.FullName":            appName,
	"BlockedApp.ConsumerKey":         appKey,
	"BlockedApp.Name":                appName,
	"BlockedApp.Label":               appName,
	"BlockedApp.CreatedBy":           person,
	"BlockedApp.File":                filePlace,
	"Approval.UserID":                recordID,
	"Approval.AppName":               appName,
	"Approval.AppID":                 recordID,
	"MyDomainSettings.Name":          domain,
	"DNS.Host":                       host,
	"DNS.Error":                      free,
	"License.Name":                   kept,
	"License.Key":                    kept,
	"Login.UserID":                   recordID,
	"Login.Application":              appName,
	"Login.LoginType":                kept,
	"Login.LoginURL":                 host,
	"Login.Status":                   kept,
	"SetupChange.Action":             kept,
	"SetupChange.Section":            kept,
	"SetupChange.Display":            display,
	"SetupChange.By":                 username,
	"Holder.UserID":                  recordID,
	"Holder.Username":                username,
	"Holder.Permission":              kept,
	"Holder.Via":                     grantedBy,

	"Snapshot.Refused#key":    kept,
	"Snapshot.Sources#key":    kept,
	"Refusal.Reason":          free,
	"Refusal.Code":            kept,
	"Refusal.NeedsPermission": kept,
	"Source.Read":             free,
	"Failure.Code":            kept,
	"Failure.Message":         free,
	"Failure.Host":            host,
}
