// Package starter writes a first policy from what a snapshot holds: one that the org follows as it is, with stricter
// lines to take in, in words that an owner can read.
package starter

import (
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// The sections of a policy that a starter may have, by their keys.
const (
	SectionAPI       = "api_enabled"
	SectionApps      = "apps"
	SectionBypass    = "bypass"
	SectionApprovals = "approvals"
)

const (
	// maxNames is how many names a list may have. A longer one is folded to
	// patterns, and left out where that doesn't help.
	maxNames = 12
	// fewNames is how many names a comment lists.
	fewNames = 4
)

// Options are how a policy is written.
type Options struct {
	// Schema is the address or path of the policy's JSON Schema, as an editor finds it from the policy; "" names none.
	Schema string
	// Without are sections to leave out, since the org as it is would not follow them or could not be judged by them.
	Without []string
}

// Draft is a policy's text.
type Draft struct {
	Text string
	// Asks is false where nothing was read that a policy could ask about.
	Asks bool
}

// Policy writes the policy of what a snapshot holds. It is deterministic, and every name of the org stands quoted where
// YAML needs it.
func Policy(s *audit.Snapshot, o Options) Draft {
	w := &writer{s: s}
	if o.Schema != "" {
		w.line("# yaml-language-server: $schema=%s", printableText(o.Schema))
	}
	w.comment(0, "Policy of %s, as orgaudit init found it on %s.", titleOf(s), s.TakenAt.UTC().Format("2006-01-02"))
	w.comment(0, "The org follows it as it is now. Stricter rules are commented out: "+
		"add them when the org is ready for them.")
	w.line("")
	w.line("version: 1")
	for _, section := range []struct {
		key   string
		write func(*writer)
	}{
		{SectionAPI, (*writer).api},
		{SectionApps, (*writer).apps},
		{SectionBypass, (*writer).bypass},
		{SectionApprovals, (*writer).approvals},
	} {
		part := &writer{s: s}
		if slices.Contains(o.Without, section.key) {
			part.comment(0,
				"%s: left out. By what was read, the org would fail it or leave it open.",
				section.key)
		} else {
			section.write(part)
		}
		if part.b.Len() > 0 {
			w.line("")
			w.b.WriteString(part.b.String())
			w.asks = w.asks || part.asks
		}
	}
	return Draft{Text: w.b.String(), Asks: w.asks}
}

// SectionAt is the section of a policy's text in which a line, counted from 1, stands; "" for none.
func (d Draft) SectionAt(line int) string {
	section := ""
	for i, text := range strings.Split(d.Text, "\n") {
		if i >= line {
			break
		}
		if key, _, ok := strings.Cut(text, ":"); ok && key != "" && !strings.ContainsAny(key[:1], " #-") {
			section = key
		}
	}
	return section
}

func titleOf(s *audit.Snapshot) string {
	name := s.Org.Name
	if name == "" {
		name = s.Org.MyDomain
	}
	if s.Org.ID == "" {
		return printableText(name)
	}
	return printableText(name) + " (" + printableText(s.Org.ID) + ")"
}

type writer struct {
	s    *audit.Snapshot
	b    strings.Builder
	asks bool
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n", args...) }

// comment writes a sentence, wrapped, as a comment.
func (w *writer) comment(indent int, format string, args ...any) {
	lead := strings.Repeat(" ", indent) + "#"
	text, width := lead, 100
	for word := range strings.FieldsSeq(fmt.Sprintf(format, args...)) {
		if len(text)+1+len(word) > width && text != lead {
			w.line("%s", text)
			text = lead
		}
		text += " " + word
	}
	w.line("%s", text)
}

// list writes a key with its names, one to a line.
func (w *writer) list(indent int, key string, names []string) {
	w.asks = true
	w.line("%s%s:", strings.Repeat(" ", indent), key)
	w.items(indent+2, names)
}

func (w *writer) items(indent int, names []string) {
	for _, name := range names {
		w.line("%s- %s", strings.Repeat(" ", indent), yamlScalar(name))
	}
}

// put adds what another writer wrote below a key. Where it asks nothing, its comments stand without the key.
func (w *writer) put(key string, body *writer) {
	text := body.b.String()
	if !body.asks {
		text = strings.TrimPrefix(strings.ReplaceAll("\n"+text, "\n  ", "\n"), "\n")
	} else {
		w.asks = true
		w.line("%s:", key)
	}
	w.b.WriteString(text)
}

// closed tells why a part can't be judged, as a sentence for a comment; ok is false where it can.
func (w *writer) closed(parts ...audit.Part) (string, bool) {
	for _, part := range parts {
		refusal, refused := w.s.Refused[part]
		if part == audit.PartApprovals && !w.s.Scope.Standing && !refused {
			return "The snapshot was not taken for a policy, so not every approval of an app is in it.", true
		}
		if !refused {
			continue
		}
		why := "Not read: " + part.Title() + "."
		if refusal.Reason != "" {
			why = "Not read: " + part.Title() + ": " + printableText(refusal.Reason) + "."
		}
		if refusal.NeedsPermission != "" {
			why += " The audit user needs " + printableText(refusal.NeedsPermission) + "."
		}
		return why, true
	}
	return "", false
}

// firstNames names the first of a list for a comment.
func firstNames(names []string) string {
	shown := make([]string, 0, fewNames)
	for _, name := range names[:min(len(names), fewNames)] {
		shown = append(shown, printableText(name))
	}
	text := strings.Join(shown, ", ")
	if more := len(names) - len(shown); more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// counted says a number with its noun.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
