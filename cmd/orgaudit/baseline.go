package main

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
