package report

import (
	"cmp"
	"slices"
	"strings"

	"orgaudit/audit"
)

// headline is the answer to all that was asked, in capitals and a sentence.
type headline struct {
	look        look
	label, said string
}

// headlines say what came out as the report's own answer has it: of the connections, then of the policy.
func (t *teller) headlines() []headline {
	var out []headline
	for _, l := range t.final.Lines {
		head := headline{lookUnknown, t.translate(l.Label), t.words(l.Words, l.Text)}
		switch l.State {
		case audit.StateNotReady, audit.StateDeparts:
			head.look = lookFail
		case audit.StateReady, audit.StateAsAsked:
			head.look = lookPass
		}
		out = append(out, head)
	}
	return out
}

// answerLine says the answer that some connections share.
func (t *teller) answerLine(group []audit.Connection) headline {
	c := group[0]
	users := make([]string, len(group))
	for i := range group {
		users[i] = group[i].User
	}
	who := t.some(users, fewNames)
	switch c.Verdict {
	case audit.Ready:
		return headline{lookPass, t.verdict(c.Verdict), t.say("%s can connect %s", who, c.App.Name)}
	case audit.NotReady:
		return headline{lookFail, t.verdict(c.Verdict), t.say("%s cannot connect %s", who, c.App.Name)}
	}
	return headline{lookUnknown, t.verdict(c.Verdict), t.say("whether %s can connect %s", who, c.App.Name)}
}

const (
	fewAnswers = 10 // answers in detail
	fewNames   = 3  // names in one line
)

// answers lays out the lines of the report's answer, and then says of each connection whether it can be made.
// Of several a count and a table come first, and then the ones that are not ready in detail: what many users share is
// said once.
func (t *teller) answers() []block {
	lines := t.answerLines()
	switch {
	case len(t.Connections) == 0:
		return append(lines, t.findingTally()...)
	case len(t.Connections) == 1:
		return lines
	}
	blocks := append(lines, t.connectionTally(), t.connections())
	if !t.final.Entered && t.final.ExitCode != 1 {
		return blocks
	}
	groups := t.sameRoot()
	for _, group := range groups[:min(fewAnswers, len(groups))] {
		blocks = append(blocks, t.answer(group))
	}
	if more := len(groups) - fewAnswers; more > 0 {
		left := note{look: lookMoot,
			line: lineOf(choose(more, t.say("1 more group of connections is in the table only"),
				t.say("%d more groups of connections are in the table only", more)))}
		blocks = append(blocks, deep{always, inTicket, []block{left}}, deep{onPage, onPage, []block{left}})
		for _, group := range groups[fewAnswers:] {
			blocks = append(blocks, deep{verbose, verbose, []block{t.answer(group)}})
		}
	}
	return append(blocks, t.pictured(fewAnswers-len(groups)))
}

// answerLines says each line of the answer. That of a single connection goes on with what stands behind it, and that of
// an org which was not entered with what it answered.
func (t *teller) answerLines() []block {
	var out []block
	for i, head := range t.headlines() {
		v, about := verdict{id: "headline"}, t.final.Lines[i].About
		switch {
		case about == audit.AboutConnections && len(t.Connections) == 1:
			v = t.answer(t.Connections)
		case about == audit.AboutOrg && !t.final.Entered && t.Failure != nil:
			v.details, v.behind = t.ownFailure()
		case i > 0:
			v.id = about
		}
		v.look, v.label, v.said = head.look, head.label, head.said
		out = append(out, v)
	}
	return out
}

// findingTally counts findings by how they came out.
func (t *teller) findingTally() []block {
	var said tally
	for _, l := range looks() {
		n := 0
		for i := range t.Findings {
			if t.lookOf(&t.Findings[i]) == l {
				n++
			}
		}
		if n > 0 {
			said = append(said, count{l, t.outcome(l), n})
		}
	}
	if said == nil {
		return nil
	}
	return []block{said}
}

// pictured are answers that only a page has room for: those that can't be told, and where all are ready the first.
func (t *teller) pictured(room int) block {
	d := deep{from: onPage, to: onPage}
	for _, c := range t.Connections {
		if c.Verdict == audit.CannotTell && len(d.blocks) < room {
			d.blocks = append(d.blocks, t.answer([]audit.Connection{c}))
		}
	}
	if t.final.Counts.Ready == len(t.Connections) {
		d.blocks = append(d.blocks, t.answer(t.Connections[:1]))
	}
	return d
}

func (t *teller) connectionTally() tally {
	var said tally
	n := t.final.Counts
	for i, of := range []int{n.NotReady, n.CannotTell, n.Ready} {
		if v := audit.ConnectionVerdicts()[i]; of > 0 {
			said = append(said, count{lookOfConnection(v), t.verdict(v), of})
		}
	}
	return said
}

func lookOfConnection(v audit.ConnectionVerdict) look {
	switch v {
	case audit.Ready:
		return lookPass
	case audit.NotReady:
		return lookFail
	}
	return lookUnknown
}

// connections lists the connections in the order asked.
func (t *teller) connections() table {
	out := table{
		id: "connections", title: t.say("Every connection"), tally: t.connectionTally(),
		columns: []column{
			{t.say("Verdict"), inTicket}, {t.say("User"), always}, {t.say("App"), always},
			{t.say("Causes, root first"), always}, {t.say("Fix"), onPage},
		},
	}
	for _, c := range t.Connections {
		why := lineOf("-")
		switch {
		case len(c.Causes) > 0:
			why = codes(c.Causes, t.firstCard)
		case c.Verdict == audit.CannotTell:
			why = append(lineOf(t.say("not told:")+" "), codes(t.checksOf(c, audit.Unknown), t.firstCard)...)
		}
		if c.Known {
			why = append(why, part{text: " " + t.say("(known)"), face: quiet})
		}
		fix := line{}
		if step, ok := t.remedy(c.Step()); ok {
			fix = line{{text: step.Title, link: "#" + t.stepAt[c.Step()]}}
		}
		out.rows = append(out.rows, row{lookOfConnection(c.Verdict), []line{
			lineOf(t.verdict(c.Verdict)), lineOf(c.User), lineOf(c.App.Name), why, fix,
		}})
	}
	return out
}

// answer says one answer that all of some connections share.
func (t *teller) answer(group []audit.Connection) verdict {
	c, head := group[0], t.answerLine(group)
	v := verdict{
		id: t.ids.take(slug("answer", c.App.Name, c.User)), look: head.look, label: head.label, said: head.said,
		picture: t.picture(c),
		details: t.known(!slices.ContainsFunc(group, func(c audit.Connection) bool { return !c.Known })),
	}
	v.details = append(v.details, detail{label: t.say("Why"), values: []line{t.why(group)}, lead: true})
	switch {
	case c.Verdict == audit.NotReady:
		v.details = append(v.details, t.first(c))
		v.behind = t.behind(c)
	case c.Verdict == audit.CannotTell && t.closed() == "":
		var needs []string
		for _, need := range t.permissions(c) {
			needs = append(needs, t.translate(need))
		}
		if len(needs) > 0 {
			said := t.say("give the audit user %s, then run again", t.some(needs, len(needs)))
			v.details = append(v.details, detail{label: t.say("To tell"), values: []line{lineOf(said)}, act: true})
		}
	}
	add := func(label, said string, d depth) {
		if said != "" {
			v.details = append(v.details, detail{label: label, values: []line{lineOf(said)}, depth: d})
		}
	}
	if len(group) > fewNames {
		users := make([]string, len(group))
		for i := range group {
			users[i] = group[i].User
		}
		add(t.say("Users"), t.some(users, 40), onPage)
	}
	if !c.SignIn.Usual() {
		add(t.say("Signs in by"), c.SignIn.String(), inTicket)
	}
	if c.App.InOrg != "" {
		add(t.say("In the org"), t.say("%s, matched by %s", c.App.InOrg, t.translate(c.App.Match)), inTicket)
	}
	return v
}

// waivedCause says what is wrong with a connection whose causes are all waived, and that this opens no gate.
func (t *teller) waivedCause(c audit.Connection) line {
	root := t.root(c)
	if root.Verdict != audit.Waived {
		return nil
	}
	said := append(lineOf(t.message(root)+" "), t.behindCode(root.Check, 0)...)
	return append(said, part{text: "; " + t.say("a waiver accepts it, and opens no gate")})
}

// why says what an answer rests on.
func (t *teller) why(group []audit.Connection) line {
	c := group[0]
	root := t.root(c)
	switch {
	case c.Verdict == audit.Ready:
		return lineOf(choose(len(c.Checked), t.say("the 1 gate of the connection does not stand in its way"),
			t.say("none of the %d gates of the connection stands in its way", len(c.Checked))))
	case c.Verdict == audit.NotReady && len(c.Causes) == 0:
		return t.waivedCause(c)
	case c.Verdict == audit.NotReady:
		said := t.message(root)
		if slices.ContainsFunc(group,
			func(other audit.Connection) bool { return t.root(other).Message != root.Message }) {
			said = t.say("for example, %s", said)
		}
		return append(lineOf(said+" "), t.behindCode(root.Check, 0)...)
	case t.closed() != "":
		return lineOf(t.say("nothing of the org was read: %s", t.translate(t.closed())))
	}
	open, said := len(t.checksOf(c, audit.Unknown)), t.message(root)
	if len(t.permissions(c)) > 0 {
		said = t.say("%d of %d gates could not be judged: the audit user may not read what they need", open,
			len(c.Checked))
	}
	return append(lineOf(said+" "), t.behindCode(root.Check, open-1)...)
}

// behindCode is a check's ID in brackets, with how many more there are.
func (t *teller) behindCode(check string, more int) line {
	id := codes([]string{check}, t.firstCard)
	if more <= 0 {
		return slices.Concat(lineOf("("), id, lineOf(")"))
	}
	return slices.Concat(lineOf("("), id, lineOf("; "+t.say("%d more below", more)+")"))
}

// first names the fix to begin with, and where in Setup it begins.
func (t *teller) first(c audit.Connection) detail {
	d := detail{label: t.say("Fix"), act: true}
	id := cmp.Or(c.Step(), t.root(c).Step()) // a waived gate stays shut, and its fix opens it
	fix, ok := t.remedy(id)
	if !ok {
		d.values = []line{lineOf(t.say("no documented fix is known"))}
		return d
	}
	d.values, d.setup = []line{{{text: fix.Title, link: "#" + t.stepAt[id]}}}, fix.SetupURL
	return d
}

// behind lists the causes behind the root, each with its fix.
func (t *teller) behind(c audit.Connection) items {
	root := t.root(c)
	out := items{title: t.say("Also in the way:"), from: 2}
	for _, id := range c.Findings {
		f := t.by[id]
		if f == nil || f == root || f.Verdict != audit.Fail {
			continue
		}
		i := item{line: append(lineOf(t.message(f)+" "), t.behindCode(f.Check, 0)...)}
		if fix, ok := t.remedy(f.Step()); ok {
			i.details = details{{label: t.say("Fix"),
				values: []line{{{text: fix.Title, link: "#" + t.stepAt[f.Step()]}}}, depth: inText}}
		}
		out.items = append(out.items, i)
	}
	return out
}

// outcome says in a word or two how findings came out.
func (t *teller) outcome(l look) string {
	return map[look]string{
		lookFail: t.say("Failed"), lookUnknown: t.say("Cannot tell"), lookWaived: t.say("Waived"),
		lookInfo: t.say("Worth knowing"),
		lookPass: t.say("Passed"), lookMoot: t.say("Not judged"),
	}[l]
}

// slug makes a name that a page can be pointed to with: what is no letter or digit of ASCII becomes a hyphen.
func slug(parts ...string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToLower(strings.Join(parts, "-")))
}
