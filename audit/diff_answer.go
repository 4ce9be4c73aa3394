package audit

// DiffState is what a diff says in short.
type DiffState string

// States of a diff, the worst first.
const (
	DiffWorse       DiffState = "worse"         // something is judged worse than before
	DiffCameToLight DiffState = "came_to_light" // something fails that nobody could tell or asked before
	DiffUnread      DiffState = "unread"        // nothing of that, and something can't be told that could
	DiffNotWorse    DiffState = "not_worse"
	DiffNoChange    DiffState = "no_change"
)

// DiffAnswer is the headline of a diff: formats and dashboards lay it out.
type DiffAnswer struct {
	State DiffState `json:"state"`
	Label string    `json:"label"` // the state in a word or two, in capitals
	Text  string    `json:"text"`
	Words Words     `json:"words"` // the parts of Text
	// ExitCode is the program's: 1 when something fails that was not known to, else 3 when something can't be told that
	// could, else 0.
	ExitCode int `json:"exit_code"`
}

func (d *Diff) answer() DiffAnswer {
	says := func(state DiffState, code int, label string, said Words) DiffAnswer {
		return DiffAnswer{State: state, Label: label, Text: said.String(), Words: said, ExitCode: code}
	}
	switch {
	case d.Worse:
		return says(DiffWorse, exitFailed, "WORSE", Say("something fails that was not known to fail"))
	case d.CameToLight:
		return says(DiffCameToLight, exitFailed, "CAME TO LIGHT",
			Say("something fails that could not be told or was not asked before: it may be old"))
	case d.Unread:
		return says(DiffUnread, exitNotTold, "CANNOT TELL",
			Say("nothing new fails, but something can't be told that could be told before"))
	case d.Empty():
		return says(DiffNoChange, exitOK, "NO CHANGE", Say("both reports say the same"))
	}
	return says(DiffNotWorse, exitOK, "NOT WORSE", Say("nothing fails that was not known to fail"))
}
