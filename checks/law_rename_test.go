package checks_test

import (
	"testing"

	"orgaudit/audit"
)

func anothersLabelMakesNothingBetter(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
}
