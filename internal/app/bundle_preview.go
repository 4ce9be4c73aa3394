package app

import (
	"fmt"
	"strings"

	"orgaudit/internal/bundle"
	"orgaudit/internal/redact"
	"orgaudit/report"
)

// previewBundle shows on stderr what would leave.
func (p *Program) previewBundle(made *bundle.Made, key *redact.Key, to *Bundle) {
	if p.Quiet && to.Yes {
		return
	}
	say := func(format string, args ...any) { fmt.Fprintln(p.Stderr, report.Clean(fmt.Sprintf(format, args...))) }
	say("%s would hold:", to.Out)
	for _, f := range append([]bundle.File{{Name: bundle.ManifestFile, About: "the sums of the files below"}},
		made.Files...) {
		amount := ""
		if f.Text != nil {
			amount = size(len(f.Text))
		}
		say("  %-46s %9s  %s", f.Name, amount, f.About)
	}
	say("")
	say("Replaced by pseudonyms, of which %s is the key:", to.Key)
	for _, kind := range redact.Kinds() {
		if n := made.Used[kind]; n > 0 {
			say("  %6d  %-28s like %s", n, plural(string(kind), n), key.Example(kind))
		}
	}
	say("")
	say("Stays as it is: names of apps, the first characters of Consumer Keys, addresses of vendors,")
	say("names that Salesforce gives, the instance, the edition, numbers and times.")
	for _, app := range key.TellingApps() {
		say("  the app %q holds a name of the org: look whether it may leave", app)
	}
	say("")
}

// agreed asks whether the bundle may be written. Where nobody can be asked it says how to agree.
func (p *Program) agreed(to *Bundle) error {
	if to.Yes {
		return nil
	}
	if p.Confirm == nil {
		return Misuse("look at what would leave, and say --yes", "nobody can be asked whether %s may be written",
			to.Out)
	}
	ok, err := p.Confirm("Write " + to.Out + "?")
	if err != nil {
		return err
	}
	if !ok {
		return unreadable("", fmt.Errorf("nothing was written"))
	}
	return nil
}

func plural(kind string, n int) string {
	switch {
	case n == 1:
		return kind
	case strings.HasSuffix(kind, "address"):
		return strings.ReplaceAll(kind+"es", "user name or e-mail addresses", "user names, e-mail addresses")
	}
	before, after, of := strings.Cut(kind, " of ")
	out := before + "s"
	if before == "rest" { // of several keys
		return out + " of " + strings.TrimPrefix(after, "a ") + "s"
	}
	if strings.HasSuffix(before, "My Domain or host") {
		out = "My Domains and hosts"
	}
	if of {
		out += " of " + after
	}
	return out
}

// size says a number of bytes.
func size(n int) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1000)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1_000_000)
}
