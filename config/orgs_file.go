package config

// OrgsFile is the list of orgs as it is written.
type OrgsFile struct {
	// Version of this format.
	Version int `json:"version" jsonschema:"enum=1"`
	// The orgs, each under an alias of its own.
	Orgs []Org `json:"orgs"`
}

// Org is one org of the list and the credential for it. It holds no secret, only where each one
// is kept. Paths are relative to the list's file.
type Org struct {
	// The name by which commands call the org: letters, digits, dot, hyphen and underscore.
	Alias string `json:"alias" jsonschema:"minLength=1"`
	// Where the audit signs in, as an https address: login.salesforce.com, test.salesforce.com or the org's My Domain.
	// For access-token it is the org's own address; sf-cli needs none.
	LoginURL string `json:"login_url,omitempty" jsonschema:"minLength=1"`
	// The kind of credential.
	Auth Auth `json:"auth"`
	// Who signs in, for jwt and password. For sf-cli, the alias or user name under which the Salesforce
	// CLI knows the org; the org's alias when absent.
	Username string `json:"username,omitempty" jsonschema:"minLength=1"`
	// Consumer Key of the app by which the audit signs in, for client-credentials, jwt, refresh-token and web.
	ClientID string `json:"client_id,omitempty" jsonschema:"minLength=1"`
	// Where the Consumer Secret is kept, for client-credentials, refresh-token and web.
	ClientSecret *SecretRef `json:"client_secret,omitempty"`
	// Where the refresh token is kept, for refresh-token and web.
	RefreshToken *SecretRef `json:"refresh_token,omitempty"`
	// Where the access token is kept, for access-token.
	AccessToken *SecretRef `json:"access_token,omitempty"`
	// Where the password is kept, for password.
	Password *SecretRef `json:"password,omitempty"`
	// Where the security token is kept, for password from an address that the org does not trust.
	SecurityToken *SecretRef `json:"security_token,omitempty"`
	// File with the private key (PEM), for jwt.
	KeyFile string `json:"key_file,omitempty" jsonschema:"minLength=1"`
	// The policy that the org is judged by: a path or builtin:NAME.
	Policy string `json:"policy,omitempty" jsonschema:"minLength=1"`
	// When the org is audited without being asked.
	Schedule *Schedule `json:"schedule,omitempty"`
	// Words by which several orgs are chosen together.
	Tags []string `json:"tags,omitempty" jsonschema:"minLength=1"`
}

// SecretRef says where a secret is kept. Exactly one of the keys is given.
type SecretRef struct {
	// Name of an environment variable.
	Env string `json:"env,omitempty" jsonschema:"minLength=1"`
	// Path of a file that holds nothing else.
	File string `json:"file,omitempty" jsonschema:"minLength=1"`
	// Name of an entry in this machine's keychain.
	Keychain string `json:"keychain,omitempty" jsonschema:"minLength=1"`
}

// Schedule says when an org is audited.
type Schedule struct {
	// Minute, hour, day of month, month and day of week, as in crontab; or @daily, @hourly, @weekly.
	Cron string `json:"cron" jsonschema:"minLength=1"`
	// The time zone of the hours, for example Europe/Berlin. Default UTC.
	TZ string `json:"tz,omitempty" jsonschema:"minLength=1"`
	// How long after that time the audit may begin, for example 30m. Each org has its own place within, the same every
	// time, so that many orgs with one schedule don't begin all at once.
	Jitter string `json:"jitter,omitempty" jsonschema:"minLength=1"`
}
