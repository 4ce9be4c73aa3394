package config

// ConnectorFile is a connector as it is written: what one app needs of an org.
type ConnectorFile struct {
	// Version of this format.
	Version int `json:"version" jsonschema:"enum=1"`
	// The name by which policies and commands call it: small letters, digits and hyphens.
	ID string `json:"id" jsonschema:"minLength=1"`
	// The product's name, as admins know it.
	Name string `json:"name" jsonschema:"minLength=1"`
	// Labels under which the app shows up in an org.
	Aliases []string `json:"aliases,omitempty" jsonschema:"minLength=1"`
	// Consumer Keys, where they are public. A key outranks every name.
	ConsumerKeys []string `json:"consumer_keys,omitempty" jsonschema:"minLength=1"`
	// What Salesforce knows the app as; none is a plain API session. A hint: the app is looked up among all kinds.
	Kind string `json:"kind,omitempty" jsonschema:"enum=connected-app,enum=external-client-app,enum=none"`
	// Each customer creates the app in its own org, under a name of its
	// own: that it isn't found by name proves nothing.
	CustomerApp bool `json:"customer_app,omitempty"`
	// How the app signs in.
	SignIn ConnectorSignIns `json:"sign_in,omitzero"`
	// Addresses or CIDR ranges from which the app connects, where they are published.
	FromIPs []string `json:"from_ips,omitempty" jsonschema:"minLength=1"`
	// What the app's user or org must have besides API Enabled.
	Needs ConnectorNeeds `json:"needs,omitzero"`
	// Texts that the vendor shows when a connection fails.
	Symptoms []ConnectorSymptom `json:"symptoms,omitempty"`
	// The vendor's own page for a failed check, by check ID. It is shown beside the documented fix.
	Fixes map[string]ConnectorPage `json:"fixes,omitempty"`
	// The pages that all this was taken from.
	Sources []ConnectorPage `json:"sources,omitempty"`
}

// ConnectorSignIns is how the app signs in, with further ways under or. Each way
// stands alone: it takes nothing from the others.
type ConnectorSignIns struct {
	ConnectorSignIn
	// Further ways to sign in, for apps that offer several. The connection is ready when one of them is open.
	Or []ConnectorSignIn `json:"or,omitempty"`
}

// ConnectorSignIn is one way to sign in.
type ConnectorSignIn struct {
	// The OAuth flow, SOAP login() or a session that somebody hands over.
	// Default web-server; session for an app of kind none.
	Flow string `json:"flow,omitempty" jsonschema:"enum=web-server,enum=user-agent,enum=jwt,enum=client-credentials,enum=password,enum=device,enum=soap-login,enum=session"`
	// login.salesforce.com, test.salesforce.com, or {my_domain} where the admin types
	// the org's host into the app. Absent: not known.
	LoginHost string `json:"login_host,omitempty" jsonschema:"minLength=1"`
	// Whether the app sends a PKCE challenge. Absent: not known.
	PKCE *bool `json:"pkce,omitempty"`
	// OAuth scopes by their parameter names. Default [api].
	Scopes []string `json:"scopes,omitempty" jsonschema:"minLength=1"`
}

// ConnectorNeeds is what the app's user or org must have besides API Enabled.
type ConnectorNeeds struct {
	// User permissions by API name, for example EditTask.
	UserPermissions []string `json:"user_permissions,omitempty" jsonschema:"minLength=1"`
	// User licenses: the user holds one of these.
	Licenses []string `json:"licenses,omitempty" jsonschema:"minLength=1"`
	// Licenses of which the org has one free each.
	FreeSeats []string `json:"free_seats,omitempty" jsonschema:"minLength=1"`
	// Editions of Salesforce with which the app works.
	Editions []string `json:"editions,omitempty" jsonschema:"minLength=1"`
}

// ConnectorSymptom is a text that the vendor shows, with what it may mean.
type ConnectorSymptom struct {
	// A piece of the text, matched without case.
	Match string `json:"match" jsonschema:"minLength=1"`
	// Error codes that stand for the same.
	Codes []string `json:"codes,omitempty" jsonschema:"minLength=1"`
	// IDs of the checks that may explain it, likeliest first.
	Checks []string `json:"checks" jsonschema:"minItems=1"`
}

// ConnectorPage is a published page.
type ConnectorPage struct {
	// The page's title.
	Title string `json:"title" jsonschema:"minLength=1"`
	// An https address.
	URL string `json:"url" jsonschema:"minLength=1"`
	// When it was published or read, as YYYY, YYYY-MM or YYYY-MM-DD.
	Date string `json:"date,omitempty" jsonschema:"minLength=4"`
}
