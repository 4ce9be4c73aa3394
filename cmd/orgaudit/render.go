package main

import (
	"encoding/json"
	"os"

	"github.com/spf13/cobra"

	"orgaudit/audit"
	"orgaudit/internal/bundle"
)

func renderCommand(p *program) *cobra.Command {
	var outs outputs
	cmd := &cobra.Command{
		Use: "render REPORT", Short: "Say a saved JSON report in another format",
		Long: "Say a saved JSON report in another format. Nothing is judged again, and the exit code is 0 when it was written.",
		Example: `  orgaudit render report.json
  orgaudit render report.json --out report.txt`,
		Args: takes(1, 1, "the file of a JSON report"),
		RunE: func(_ *cobra.Command, args []string) error {
			list, err := outs.resolve()
			if err != nil {
				return err
			}
			r, err := loadReport(args[0])
			if err != nil {
				return err
			}
			return p.write(list, r)
		},
	}
	addOutputFlags(cmd, &outs)
	return cmd
}

// loadReport reads a report that --format json wrote.
func loadReport(file string) (*audit.Report, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, misuse("", "read the report: %w", err)
	}
	return parseReport(file, data)
}

// parseReport takes the text of a report.
func parseReport(file string, data []byte) (*audit.Report, error) {
	if bundle.IsZip(data) {
		b, err := openBundle(file, data)
		if err != nil {
			return nil, err
		}
		return b.Report, nil
	}
	r := &audit.Report{}
	const how = "a report is what `orgaudit audit --format json` writes"
	if keys, err := topKeys(data); err != nil {
		return nil, misuse(how, "%s is not a JSON report: %w", file, err)
	} else if keys["scope"] {
		return nil, misuse("it is a snapshot: judge it with `orgaudit eval "+file+"`", "%s is not a report", file)
	}
	if err := json.Unmarshal(data, r); err != nil {
		return nil, misuse(how, "%s is not a JSON report: %w", file, readable(err))
	}
	switch {
	case r.Schema == 0 || r.Findings == nil:
		return nil, misuse(how, "%s is not a report", file)
	case r.Schema > audit.ReportSchema:
		return nil, misuse("take a newer orgaudit", "%s has schema %d, and this orgaudit knows schema %d", file, r.Schema, audit.ReportSchema)
	}
	return r, nil
}
