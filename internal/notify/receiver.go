package notify

import (
	"context"
	"fmt"
	"time"
)

// Receiver tells somebody.
type Receiver interface {
	// Send tells a message, and says what came back. The error names the host and its answer, never the whole address.
	Send(ctx context.Context, m Message) (answer string, err error)
}

// Settings are what a receiver is made from, with its secrets fetched. A kind has those that it asks for.
type Settings struct {
	Address string
	Secret  string
	Mail    Mail
	Now     func() time.Time
}

// receiverKind is a way to tell people, with the keys that it has in the settings.
type receiverKind struct {
	name  string
	needs string   // the key that it can't do without: "url" or "email"
	may   []string // further keys that it may have
	open  func(Settings) (Receiver, error)
}

// receiverKinds declares every kind of receiver. One more is a row here and a file with what it does.
func receiverKinds() []receiverKind {
	return []receiverKind{
		{
			"webhook", "url", []string{"secret"},
			func(s Settings) (Receiver, error) { return newWebhook(s.Address, s.Secret, s.Now) },
		},
		{"slack", "url", nil, func(s Settings) (Receiver, error) { return newSlack(s.Address) }},
		{"teams", "url", nil, func(s Settings) (Receiver, error) { return newTeams(s.Address) }},
		{"email", "email", nil, func(s Settings) (Receiver, error) { return newMail(s.Mail, s.Now) }},
	}
}

// Kinds lists the names of all kinds of receivers.
func Kinds() []string {
	var out []string
	for _, k := range receiverKinds() {
		out = append(out, k.name)
	}
	return out
}

// Keys gives the key that a kind of receiver needs in the settings, and those that it may have besides.
func Keys(kind string) (needs string, may []string) {
	for _, k := range receiverKinds() {
		if k.name == kind {
			return k.needs, k.may
		}
	}
	return "", nil
}

// Open makes a receiver of a kind.
func Open(kind string, s Settings) (Receiver, error) {
	for _, k := range receiverKinds() {
		if k.name == kind {
			return k.open(s)
		}
	}
	return nil, fmt.Errorf("there is no kind of receiver %q", kind)
}
