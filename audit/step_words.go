package audit

import (
	"maps"
	"slices"
	"strings"
)

// StepWords are the texts of a step as its catalogue has them, with placeholders such
// as {app}, and what stands for these in this org.
type StepWords struct {
	Title string         `json:"title"`
	Steps []string       `json:"steps"`
	Risk  string         `json:"risk,omitempty"`
	Reach string         `json:"reach,omitempty"`
	Names map[string]Arg `json:"names"` // by placeholder, without its braces
	// Lists are all names in the place of a placeholder that stands for several; Names has the first few of them.
	Lists map[string][]string `json:"lists,omitempty"`
}

// In says the step in another language, with the names of the org: translate gives its template for an
// English one, or the same one where it has none. nil stands for English. A step without Words, as
// reports of earlier versions have it, stays as it is.
func (s Step) In(translate func(english string) string) Step {
	if s.Words.Title == "" {
		return s
	}
	var names []string
	for _, key := range slices.Sorted(maps.Keys(s.Words.Names)) {
		if list := s.Words.Lists[key]; len(list) > 0 {
			quoted := make([]string, len(list))
			for i, name := range list {
				quoted[i] = `"` + name + `"`
			}
			names = append(names, `"{`+key+`}"`, several(quoted).in(translate))
		}
		names = append(names, "{"+key+"}", s.Words.Names[key].in(translate))
	}
	fill := strings.NewReplacer(names...)
	say := func(template string) string {
		if translate != nil && template != "" {
			template = translate(template)
		}
		return fill.Replace(template)
	}
	s.Title, s.Risk, s.Reach = say(s.Words.Title), say(s.Words.Risk), say(s.Words.Reach)
	s.Steps = make([]string, len(s.Words.Steps))
	for i, step := range s.Words.Steps {
		s.Steps[i] = say(step)
	}
	if translate != nil && s.Effort != "" {
		s.Effort = translate(s.Effort)
	}
	return s
}

// used leaves out the names that no text has a place for.
func (w StepWords) used() StepWords {
	all := strings.Join(append([]string{w.Title, w.Risk, w.Reach}, w.Steps...), "\n")
	maps.DeleteFunc(w.Names, func(key string, _ Arg) bool { return !strings.Contains(all, "{"+key+"}") })
	maps.DeleteFunc(w.Lists, func(key string, _ []string) bool { return !strings.Contains(all, "{"+key+"}") })
	return w
}

// several says names that share one place: all of a few, or the first and how many more.
func several(names []string) Arg {
	const few = 3
	switch last := len(names) - 1; {
	case last < 1:
		return Arg{Text: strings.Join(names, ", ")}
	case len(names) <= few:
		return Arg{Words: Say("%s and %s", strings.Join(names[:last], ", "), names[last])}
	}
	return Arg{Words: Say("%s, and %d more", strings.Join(names[:few], ", "), len(names)-few)}
}
