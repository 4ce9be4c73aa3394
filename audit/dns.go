package audit

import "time"

// DNS is whether the org's own My Domain host resolves where the audit ran. It is evidence of what others can reach and
// no proof: name servers differ.
type DNS struct {
	Host     string `json:"host,omitempty"` // "" where the org's My Domain host is not known
	Resolves bool   `json:"resolves"`
	// Error says why it can't be told; "" where the name servers answered.
	Error string    `json:"error,omitempty"`
	At    time.Time `json:"at"`
}

// NoSuchHost tells whether the name servers answered that the host doesn't exist.
func (d *DNS) NoSuchHost() bool { return !d.Resolves && d.Error == "" }
