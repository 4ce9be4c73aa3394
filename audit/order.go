package audit

// ranked is a word with a place in an order that begins with the worst.
type ranked interface{ rank() int }

// WorstFirst orders severities, verdicts, outcomes and kinds of transitions, the worst first. It is the only order
// there is: every list that puts the worst first is sorted by it.
func WorstFirst[T ranked](a, b T) int { return a.rank() - b.rank() }

// rankIn is the place of a word in a list; words that the list doesn't have come last.
func rankIn[T comparable](list []T, word T) int {
	for i, have := range list {
		if have == word {
			return i
		}
	}
	return len(list)
}

func (s Severity) rank() int          { return rankIn(Severities(), s) }
func (v Verdict) rank() int           { return rankIn(verdicts(), v) }
func (v ConnectionVerdict) rank() int { return rankIn(ConnectionVerdicts(), v) }
func (o Outcome) rank() int           { return rankIn(Outcomes(), o) }
func (k TransitionKind) rank() int {
	for i := range kindsOfTransitions {
		if kindsOfTransitions[i].kind == k {
			return i
		}
	}
	return len(kindsOfTransitions)
}

func verdicts() []Verdict { return []Verdict{Fail, Unknown, Waived, Pass, Moot} }

// ConnectionVerdicts lists the answers for connections, the worst first.
func ConnectionVerdicts() []ConnectionVerdict {
	return []ConnectionVerdict{NotReady, CannotTell, Ready}
}
