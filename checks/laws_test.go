package checks_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/internal/randomorg"
)

// TestLaws holds what judging owes in every case of every check, whatever the case is about.
func TestLaws(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, section := range archive.Files {
			t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar")+"/"+section.Name, func(t *testing.T) {
				var c checkCase
				if err := config.Decode(file, section.Data, &c); err != nil {
					t.Fatal(err)
				}
				laws(t, c.snapshot(t), c.policy(t), c.question(t))
			})
		}
	}
}

// TestLawsOfRandomOrgs holds the same in orgs, of policies and of questions that are made by chance.
func TestLawsOfRandomOrgs(t *testing.T) {
	seeds := uint64(60)
	if testing.Short() {
		seeds = 10
	}
	for seed := range seeds {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			m := &asker{Maker: randomorg.New(seed, 13)}
			s := m.Snapshot()
			laws(t, s, m.policy(s), m.question(s))
		})
	}
}

func laws(t *testing.T, s *audit.Snapshot, p *audit.Policy, q *audit.Question) {
	t.Helper()
	refusalsMakeNothingBetter(t, s, p, q)
	anothersLabelMakesNothingBetter(t, s, p, q)
	askingMoreChangesNoOther(t, s, p, q)
}
