package audit

// ShownInPart is the refusal of a part of which Salesforce shows some rows to everybody, and the rest to holders of a
// permission only.
func ShownInPart(need Permission) Refusal {
	return Refusal{Reason: shownInPart(need.Label).String(), NeedsPermission: need.Label}
}

func shownInPart(need string) Words {
	return Say("without %s Salesforce shows only a part of it, and doesn't say so", need)
}

// words says the reason. One that Salesforce gave is a single phrase, which no language has.
func (r Refusal) words() Words {
	if r.Reason == "" {
		return nil
	}
	if said := shownInPart(r.NeedsPermission); said.String() == r.Reason {
		return said
	}
	return Say(r.Reason)
}
