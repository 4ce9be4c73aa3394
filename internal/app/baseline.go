package app

// addBaseline reads the earlier report, before the org is asked anything.
func (q *Question) addBaseline(out *asked) (err error) {
	switch {
	case q.Baseline != "":
		out.newOnly = q.NewOnly
		out.baseline, err = loadReport(q.Baseline)
	case q.NewOnly:
		return Misuse("name the earlier report by --baseline FILE", "--new-only is given without --baseline")
	}
	return err
}
