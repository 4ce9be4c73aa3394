// Package config reads what an owner wrote: policies, connectors and the list of orgs. YAML is read strictly: an
// unknown key, a value of the wrong kind, a key written twice or a second document is an error with file, line and
// column, since a policy with a typo must never pass an org. It is the only package that knows YAML.
package config
