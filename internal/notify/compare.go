package notify

import "orgaudit/audit"

// Between gives what changed between two reports of an org, as a history would have told it.
func Between(before, after *audit.Report) Changes {
	d := audit.Compare(before, after)
	out := Changes{Lost: before.Failure == nil && after.Failure != nil, Regained: before.Failure != nil && after.Failure == nil}
	fails := func(f *audit.Finding) bool { return f != nil && f.Verdict == audit.Fail }
	for _, change := range d.Findings {
		f := change.After
		if f == nil {
			f = change.Before
		}
		finding := Finding{Check: f.Check, Subject: f.Subject, Severity: f.Severity}
		switch {
		case fails(change.After) && !fails(change.Before):
			out.Failed = append(out.Failed, finding)
		case fails(change.Before) && (change.After == nil || change.After.Verdict == audit.Pass):
			out.Fixed = append(out.Fixed, finding)
		case change.After != nil && change.After.Verdict == audit.Unknown && (change.Before == nil || change.Before.Verdict != audit.Unknown):
			out.Unread = append(out.Unread, finding)
		}
	}
	for _, change := range d.Connections {
		if change.After == nil {
			continue
		}
		c := Connection{App: change.After.App.Name, User: change.After.User, Is: change.After.Verdict}
		if len(change.After.Causes) > 0 {
			c.Cause = change.After.Causes[0]
		}
		if change.Before != nil {
			c.Was = change.Before.Verdict
		}
		out.Connections = append(out.Connections, c)
	}
	return out
}
