package audit

import "strings"

// lines puts the answer into sentences.
func (a *answerer) lines() {
	if !a.out.Entered && !a.failed {
		a.line(AboutOrg, StateUnknown, "NOT ENTERED", a.notEntered())
	} else {
		a.connectionsLine()
		a.policyLine()
	}
	if len(a.out.Lines) == 0 {
		a.line(AboutOrg, StateNone, "NOTHING ASKED", Say("nothing was asked about %s", a.orgName()))
	}
	texts := make([]string, len(a.out.Lines))
	for i, line := range a.out.Lines {
		texts[i] = line.Label + ": " + line.Text
	}
	a.out.Headline = strings.Join(texts, "; ")
}

func (a *answerer) line(about string, state AnswerState, label string, said Words) {
	a.out.Lines = append(a.out.Lines, AnswerLine{about, state, label, said.String(), said})
}

// notEntered says why the org could not be asked.
func (a *answerer) notEntered() Words {
	switch f := a.Failure; {
	case f != nil && f.SignIn && f.Host != "":
		return Say("the audit could not sign in at %s", f.Host)
	case f != nil && f.SignIn:
		return Say("the audit could not sign in")
	case f != nil && f.Code != "":
		return Say("%s answered none of the audit's calls: %s", a.orgName(), f.Code)
	}
	for _, p := range a.Refused {
		switch p.Reason {
		case ReasonTimeUp:
			return Say("the time of the run was up before %s answered", a.orgName())
		case ReasonInterrupted:
			return Say("the run was interrupted before %s answered", a.orgName())
		}
	}
	return Say("%s could not be reached, or answered nothing", a.orgName())
}

func (a *answerer) orgName() string {
	return firstOf(a.Org.Name, a.Org.MyDomain, a.Org.URL, "the org")
}

func (a *answerer) connectionsLine() {
	n, all := a.out.Counts, len(a.Connections)
	label := map[AnswerState]string{
		StateReady: "READY", StateNotReady: "NOT READY", StateUnknown: "CANNOT TELL",
	}[a.out.Connections]
	if label == "" {
		return
	}
	var said Words
	switch c := a.Connections[0]; {
	case all == 1 && c.Verdict == Ready:
		said = Say("%s can connect %s", c.User, c.App.Name)
	case all == 1 && c.Verdict == NotReady:
		said = Say("%s cannot connect %s", c.User, c.App.Name)
	case all == 1:
		said = Say("whether %s can connect %s", c.User, c.App.Name)
	case n.Ready == all:
		said = Say("all %d connections are ready", all)
	case n.NotReady > 0 && n.CannotTell > 0:
		said = Say("%d of %d connections are not ready, and %d cannot be told", n.NotReady, all, n.CannotTell)
	case n.NotReady > 0:
		said = Say("%d of %d connections are not ready", n.NotReady, all)
	default:
		said = Say("%d of %d connections cannot be told", n.CannotTell, all)
	}
	a.line(AboutConnections, a.out.Connections, label, said)
}

func (a *answerer) policyLine() {
	n, org := a.out.Counts, a.orgName()
	switch a.out.Policy {
	case StateAsAsked:
		a.line(AboutPolicy, StateAsAsked, "POLICY FOLLOWED", Say("%s follows the policy", org))
	case StateDeparts:
		said := Say("%s departs from the policy in %d points", org, n.Departures)
		if n.Departures == 1 {
			said = Say("%s departs from the policy in 1 point", org)
		}
		a.line(AboutPolicy, StateDeparts, "POLICY NOT FOLLOWED", said)
	case StateUnknown:
		a.line(AboutPolicy, StateUnknown, "CANNOT TELL", Say("whether %s follows the policy", org))
	case StateNoMatch:
		a.line(AboutPolicy, StateNoMatch, "NOTHING MATCHED",
			Say("nothing in %s matches the policy, so that it was not judged", org))
	}
}
