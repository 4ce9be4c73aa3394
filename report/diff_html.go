package report

import (
	"bytes"
	"fmt"
	"html/template"
	"io"

	"orgaudit/audit"
)

// writeDiffHTML says the diff as one page that asks for nothing else and has no script.
func writeDiffHTML(w io.Writer, diff *audit.Diff, o Options) error {
	text, err := htmlFiles.ReadFile("html/diff.html")
	if err != nil {
		return err
	}
	style, err := htmlFiles.ReadFile("html/diff.css")
	if err != nil {
		return err
	}
	page, err := template.New("diff").Parse(string(text))
	if err != nil {
		return err
	}
	view := newDiffView(&diffOutline{diff, newTongue(o.Lang)})
	view.Style = template.CSS(style) // a file of this program, without a word of an org
	view.CSP = "default-src 'none'; style-src " + hashSource(string(style)) + "; base-uri 'none'; form-action 'none'"
	var out bytes.Buffer // a page that breaks off in the middle is worth nothing
	if err := page.Execute(&out, view); err != nil {
		return fmt.Errorf("fill the page: %w", err)
	}
	_, err = out.WriteTo(w)
	return err
}

// diffView is the page's data: texts only, each made safe to show.
type diffView struct {
	Lang, CSP                string
	Style                    template.CSS
	Class, Mark, Label, Said string
	Sides                    []diffFact
	Notes                    []string
	Connections, Besides     string
	Answers                  []diffItem
	Sections                 []diffItems
	Others                   []string
	Rest                     string
}

type diffFact struct{ Name, Value string }

type diffItems struct {
	Title string
	Lines []diffItem
}

type diffItem struct {
	diffLine
	Class string
	Facts []diffFact
}

func newDiffView(d *diffOutline) *diffView {
	v := &diffView{Lang: d.lang, Connections: d.say("Connections"), Besides: d.say("Besides")}
	v.Mark, v.Label, v.Said = d.verdictLine()
	v.Class = classOf(v.Mark)
	sides := d.sides()
	v.Sides = []diffFact{{d.say("Before"), Clean(sides[0])}, {d.say("After"), Clean(sides[1])}}
	v.Notes = d.asides()
	for _, line := range d.answersOf() {
		v.Answers = append(v.Answers, d.item(line))
	}
	sections, minor := d.sections()
	for _, section := range sections {
		items := diffItems{Title: section.Title}
		for _, line := range section.Lines {
			items.Lines = append(items.Lines, d.item(line))
		}
		v.Sections = append(v.Sections, items)
	}
	for _, said := range d.others() {
		v.Others = append(v.Others, Clean(said))
	}
	v.Rest = d.rest(minor)
	return v
}

func (d *diffOutline) item(line diffLine) diffItem {
	out := diffItem{diffLine: line, Class: classOf(line.Mark)}
	for _, fact := range []diffFact{{d.say("Found:"), line.Found}, {d.say("Rule:"), line.Rule}, {d.say("Fix:"), line.Fix}} {
		if fact.Value != "" {
			out.Facts = append(out.Facts, diffFact{fact.Name, Clean(fact.Value)})
		}
	}
	for _, text := range []*string{&out.Check, &out.Severity, &out.States, &out.Message} {
		*text = Clean(*text)
	}
	return out
}

func classOf(mark string) string {
	switch mark {
	case "✗":
		return "worse"
	case "✓":
		return "better"
	}
	return "same"
}
