package main

import "github.com/spf13/cobra"

// addBaselineFlags adds the flags that hold a run against an earlier report.
func addBaselineFlags(cmd *cobra.Command, q *question) {
	cmd.Flags().StringVar(&q.baseline, "baseline", "", "mark what failed already in this earlier JSON report of the org (`FILE`) as known")
	cmd.Flags().BoolVar(&q.newOnly, "new-only", false, "let only what is not known from the --baseline change the exit code")
}

// addBaseline reads the earlier report, before the org is asked anything.
func (q *question) addBaseline(out *asked) (err error) {
	switch {
	case q.baseline != "":
		out.newOnly = q.newOnly
		out.baseline, err = loadReport(q.baseline)
	case q.newOnly:
		return misuse("name the earlier report by --baseline FILE", "--new-only is given without --baseline")
	}
	return err
}
