package config

import "orgaudit/audit"

// ServeFile is the file of the settings of orgaudit serve. It holds no secret, only where each one
// is kept. Paths are relative to the file.
type ServeFile struct {
	// Version of this format.
	Version int `json:"version" jsonschema:"enum=1"`
	// Address and port of the dashboard. Default 127.0.0.1:8080. Beyond this machine, somebody has to sign in.
	Listen string `json:"listen,omitempty" jsonschema:"minLength=1"`
	// The https address under which browsers reach the dashboard, without a path: for links in
	// notifications, and to know that a proxy ends TLS.
	PublicURL string `json:"public_url,omitempty" jsonschema:"minLength=1"`
	// Where reports and the queue are kept. Default: a file below the user's state directory.
	Database *ServeDatabase `json:"database,omitempty"`
	// Audits at once. Default 4.
	Workers int `json:"workers,omitempty" jsonschema:"minimum=1,maximum=64"`
	// Time for one audit, as 90s, 5m or 2h. Default 5m.
	Timeout string `json:"timeout,omitempty" jsonschema:"minLength=1"`
	// What is kept of the past. Without it everything is.
	Retention *ServeRetention `json:"retention,omitempty"`
	// Who may look, and who may start audits. Default: the passwords that orgaudit serve password
	// has set; without one only this machine may look.
	SignIn *ServeSignIn `json:"sign_in,omitempty"`
	// Where the token is kept by which a monitoring system reads /metrics when sign-in is required.
	MetricsToken *SecretRef `json:"metrics_token,omitempty"`
	// Who is told what changed.
	Notify []ServeReceiver `json:"notify,omitempty"`
	// The log on stderr.
	Log ServeLog `json:"log,omitempty"`
}

// ServeDatabase is a database. Exactly one of the keys is given.
type ServeDatabase struct {
	// Path of an SQLite file, made when it is not there.
	SQLite string `json:"sqlite,omitempty" jsonschema:"minLength=1"`
	// Where the postgres:// URL is kept; it holds the password.
	Postgres *SecretRef `json:"postgres,omitempty"`
}

// ServeRetention says which runs are kept, once a day: the young ones and the last
// ones of each org. A run that either keeps stays.
type ServeRetention struct {
	// Age up to which runs are kept, as 90d, 12w or 2160h.
	KeepFor string `json:"keep_for,omitempty" jsonschema:"minLength=1"`
	// How many runs of each org are kept whatever their age.
	KeepLast int `json:"keep_last,omitempty" jsonschema:"minimum=1"`
}

// ServeSignIn says how people sign in.
type ServeSignIn struct {
	// Where the hash of the operators' password is kept, as orgaudit serve password
	// --print writes it. Operators may start audits.
	Operator *SecretRef `json:"operator,omitempty"`
	// Where the hash of the viewers' password is kept.
	Viewer *SecretRef `json:"viewer,omitempty"`
	// A reverse proxy that signs people in and says in a header who they are.
	Proxy *ServeProxy `json:"proxy,omitempty"`
}

// ServeProxy is a trusted reverse proxy.
type ServeProxy struct {
	// Addresses or CIDR ranges that the proxy comes from. From anywhere else its headers mean nothing.
	From []string `json:"from" jsonschema:"minItems=1"`
	// Header with the name of the user, for example X-Forwarded-User.
	UserHeader string `json:"user_header" jsonschema:"minLength=1"`
	// Header with the user's groups, separated by commas.
	GroupsHeader string `json:"groups_header,omitempty" jsonschema:"minLength=1"`
	// Names of users who are operators. Everybody else is a viewer.
	Operators []string `json:"operators,omitempty"`
	// Groups whose members are operators.
	OperatorGroups []string `json:"operator_groups,omitempty"`
}

// ReceiverType is a word for how a receiver is told, and Topic one for what of. The schema lists those that there are.
type (
	ReceiverType string
	Topic        string
)

// ServeReceiver is somebody who is told what changed: one message for an org and a run.
type ServeReceiver struct {
	// The name by which commands and the log call the receiver.
	Name string `json:"name" jsonschema:"minLength=1"`
	// How it is told.
	Type ReceiverType `json:"type"`
	// Where the address is kept, for webhook, slack and teams. For Slack and Teams it is a secret by itself.
	URL *SecretRef `json:"url,omitempty"`
	// Where the secret is kept by which a webhook is signed.
	Secret *SecretRef `json:"secret,omitempty"`
	// The mail server and the addresses, for email.
	Email *ServeEmail `json:"email,omitempty"`
	// What is told. Default: everything.
	On []Topic `json:"on,omitempty"`
	// Findings below this severity are not told. Connections, waivers and dates are told always.
	MinSeverity audit.Severity `json:"min_severity,omitempty"`
	// Aliases of the orgs that are told about. Default: all.
	Orgs []string `json:"orgs,omitempty" jsonschema:"minLength=1"`
	// Only orgs with one of these tags are told about.
	Tags []string `json:"tags,omitempty" jsonschema:"minLength=1"`
	// Whether messages name users and whatever else findings are about. Default false: counts, check IDs and apps.
	IncludeUsers bool `json:"include_users,omitempty"`
}

// ServeEmail is how mail goes out.
type ServeEmail struct {
	// Name of the mail server.
	Host string `json:"host" jsonschema:"minLength=1"`
	// Default 587 for starttls, 465 for tls and 25 for none.
	Port int `json:"port,omitempty" jsonschema:"minimum=1,maximum=65535"`
	// How the connection is protected; none only for a server on this machine. Default starttls.
	Security string `json:"security,omitempty" jsonschema:"enum=starttls,enum=tls,enum=none"`
	// Who signs in to the mail server. Without it nobody does.
	Username string `json:"username,omitempty" jsonschema:"minLength=1"`
	// Where the password is kept.
	Password *SecretRef `json:"password,omitempty"`
	// Address of the sender.
	From string `json:"from" jsonschema:"minLength=1"`
	// Addresses of the recipients.
	To []string `json:"to" jsonschema:"minItems=1"`
}

// ServeLog is how the log is written.
type ServeLog struct {
	// Default text.
	Format string `json:"format,omitempty" jsonschema:"enum=text,enum=json"`
	// Default info.
	Level string `json:"level,omitempty" jsonschema:"enum=debug,enum=info,enum=warn,enum=error"`
}
