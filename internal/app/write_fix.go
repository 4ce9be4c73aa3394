package app

import (
	"fmt"

	"orgaudit/audit"
	"orgaudit/internal/sfdx"
)

// writeFixes writes the fixes of a report that metadata can express to a folder. Where there are none it says so and
// writes nothing. orgaudit deploys nothing itself.
func (p *Program) writeFixes(dir string, r *audit.Report) error {
	project, err := sfdx.New(r)
	if err != nil {
		return err
	}
	for _, hint := range project.Hints {
		p.say("hint", hint)
	}
	if project.Empty() {
		p.say("warning", fmt.Sprintf("--write-fix: metadata can express no fix of this report, so %s is not written",
			dir))
		return nil
	}
	if err := project.Write(dir); err != nil {
		return fmt.Errorf("write the fixes to %s: %w", dir, err)
	}
	p.note("wrote %s: README.txt in it says how to deploy it", dir)
	return nil
}
