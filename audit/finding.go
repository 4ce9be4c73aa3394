package audit

import "time"

// Verdict is the outcome of a check on a subject.
type Verdict string

// Verdicts of findings. Unknown is an answer of its own: a guess is never a pass.
const (
	Pass    Verdict = "pass"
	Fail    Verdict = "fail"
	Unknown Verdict = "unknown"
	Waived  Verdict = "waived" // failed, and a waiver of the policy accepts it
	Moot    Verdict = "moot"   // hidden behind an earlier failure
)

// Finding is one answer of one check, with what was seen.
type Finding struct {
	Fingerprint string     `json:"fingerprint"`
	Alias       string     `json:"alias,omitempty"` // the fingerprint of schema 1, where that differs
	Check       string     `json:"check"`
	Subject     Subject    `json:"subject"`
	Verdict     Verdict    `json:"verdict"`
	Severity    Severity   `json:"severity"`
	Want        string     `json:"want"`
	Got         string     `json:"got"`
	Message     string     `json:"message"`
	Words       Words      `json:"words,omitempty"` // the parts of Message
	Evidence    []Evidence `json:"evidence"`
	Rule        *Rule      `json:"rule"`
	Fix         string     `json:"fix"`                   // ID of the documented fix, "" where none applies
	OtherFixes  []string   `json:"other_fixes,omitempty"` // further documented ways to the same end
	Steps       []string   `json:"steps,omitempty"`       // keys of the fix's step, and of those of the other ways
	Missing     []Part     `json:"missing,omitempty"`     // parts that would settle an unknown
	Waiver      string     `json:"waiver,omitempty"`      // why a failure is waived

	// Known says that it failed already in the baseline.
	Known bool `json:"known,omitempty"`

	// Hides says that what stands after this check can't be judged, since its subject is not there.
	Hides bool `json:"-"`
	// Hint is what a reader may have meant, whatever the verdict turns out to be.
	Hint Words `json:"-"`
	// Names fill the placeholders of the fix's steps. Evaluate adds {my_domain} and {org}, and to those of a gate
	// the names of the connection, where the gate gives no other.
	Names map[string]string `json:"-"`
}

// Evidence is one fact that was seen: where, what and when.
type Evidence struct {
	Source string    `json:"source"`
	Value  string    `json:"value"`
	Words  Words     `json:"words,omitempty"` // the parts of Value, where another language says it otherwise
	At     time.Time `json:"at"`
}

// Say makes words the message of the finding.
func (f *Finding) Say(text string, args ...any) { f.Tell(Say(text, args...)) }

// Add puts one more phrase to the end of the message.
func (f *Finding) Add(text string, args ...any) { f.Tell(f.Words.Add(text, args...)) }

// Tell makes some words the message of the finding. Words and Message always say the same.
func (f *Finding) Tell(w Words) { f.Words, f.Message = w, w.String() }
