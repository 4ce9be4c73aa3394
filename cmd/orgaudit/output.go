package main

import (
	"bytes"
	"cmp"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/report"
)

// stdoutFile is the name that stands for stdout.
const stdoutFile = "-"

// outputs are the --format and --out flags in the order given: each --format is for the --out after it.
type outputs struct {
	words []outputWord
	forms func() []form // nil: those of reports
}

// form is a format by its name and the extensions of its files.
type form struct {
	name       string
	extensions []string
}

// all lists the formats that the command writes.
func (o *outputs) all() []form {
	if o.forms != nil {
		return o.forms()
	}
	var out []form
	for _, f := range report.Formats() {
		out = append(out, form{f.Name, f.Extensions})
	}
	return out
}

func (o *outputs) names() []string {
	var names []string
	for _, f := range o.all() {
		names = append(names, f.name)
	}
	return names
}

// forFile finds the format that a file's extension stands for.
func (o *outputs) forFile(file string) (string, bool) {
	extension := strings.ToLower(filepath.Ext(file))
	for _, f := range o.all() {
		if slices.Contains(f.extensions, extension) {
			return f.name, true
		}
	}
	return "", false
}

type outputWord struct {
	flag  string
	value string
}

// output is one report to write.
type output struct {
	format string
	file   string
}

// resolve pairs formats with files. A format without a file goes to stdout; without any flag, text does.
func (o *outputs) resolve() ([]output, error) {
	var list []output
	format := ""
	for _, w := range o.words {
		switch {
		case w.flag == "format" && format != "":
			list = append(list, output{format, stdoutFile})
			format = w.value
		case w.flag == "format":
			format = w.value
		default:
			list = append(list, output{format, w.value})
			format = ""
		}
	}
	if format != "" {
		last := len(list) - 1
		if last >= 0 && list[last].format == "" && !o.known(list[last].file) {
			list[last].format = format
		} else {
			list = append(list, output{format, stdoutFile})
		}
	}
	if len(list) == 0 {
		list = []output{{"text", stdoutFile}}
	}
	seen := map[string]bool{}
	for i := range list {
		out := &list[i]
		if name := filepath.Clean(out.file); seen[name] {
			return nil, misuse("give each report a file of its own", "two reports would go to %s", place(out.file))
		} else {
			seen[name] = true
		}
		if err := out.complete(o); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// complete infers the format from the file's extension and makes sure that the file can be written.
func (o *output) complete(all *outputs) error {
	if o.format == "" && o.file == stdoutFile {
		o.format = "text"
	}
	if o.format == "" {
		name, ok := all.forFile(o.file)
		if !ok {
			return misuse("put --format NAME before --out, with one of "+strings.Join(all.names(), ", "), "the name %s doesn't tell the format of the report", o.file)
		}
		o.format = name
	}
	return writable(o.file)
}

func (o *outputs) known(file string) bool {
	_, ok := o.forFile(file)
	return ok || file == stdoutFile
}

func place(file string) string {
	if file == stdoutFile {
		return "stdout"
	}
	return file
}

// write says the report in every way asked.
func (p *program) write(list []output, r *audit.Report) error {
	return p.writeAll(list, func(w io.Writer, format string, look report.Options) error { return report.Write(w, format, r, look) })
}

// writeAll says something in every way asked: all of them are made before the first is written.
func (p *program) writeAll(list []output, say func(w io.Writer, format string, look report.Options) error) error {
	texts := make([]bytes.Buffer, len(list))
	for i, out := range list {
		look := p.look()
		if out.file != stdoutFile {
			look.Color, look.Width = false, report.DefaultWidth
		}
		if err := say(&texts[i], out.format, look); err != nil {
			return err
		}
	}
	// Files first: what stdout says is true then.
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		rank := func(i int) int {
			if list[i].file == stdoutFile {
				return 1
			}
			return 0
		}
		return cmp.Compare(rank(a), rank(b))
	})
	for _, i := range order {
		if err := p.put(list[i].file, texts[i].Bytes()); err != nil {
			return err
		}
		if list[i].file != stdoutFile {
			p.note("wrote %s", list[i].file)
		}
	}
	return nil
}

// diffForms are the formats of diffs.
func diffForms() []form {
	var out []form
	for _, f := range report.DiffFormats() {
		out = append(out, form{f.Name, f.Extensions})
	}
	return out
}
