package app

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

// Outputs are the --format and --out flags in the order given: each --format is for the --out after it.
type Outputs struct {
	Words []OutputWord
	Forms func() []Form // nil: those of reports
}

// Form is a format by its name and the extensions of its files.
type Form struct {
	Name       string
	Extensions []string
}

// all lists the formats that the command writes.
func (o *Outputs) all() []Form {
	if o.Forms != nil {
		return o.Forms()
	}
	var out []Form
	for _, f := range report.Formats() {
		out = append(out, Form{f.Name, f.Extensions})
	}
	return out
}

func (o *Outputs) Names() []string {
	var names []string
	for _, f := range o.all() {
		names = append(names, f.Name)
	}
	return names
}

// forFile finds the format that a file's extension stands for.
func (o *Outputs) forFile(file string) (string, bool) {
	extension := strings.ToLower(filepath.Ext(file))
	for _, f := range o.all() {
		if slices.Contains(f.Extensions, extension) {
			return f.Name, true
		}
	}
	return "", false
}

type OutputWord struct {
	Flag  string
	Value string
}

// output is one report to write.
type output struct {
	format string
	file   string
}

// needsReport tells whether only a report can be said in the format: an error that no org was asked about can't.
func (o output) needsReport() bool { return o.format != report.Text && o.format != report.JSON }

// resolve pairs formats with files. A format without a file goes to stdout; without any flag, text does.
func (o *Outputs) resolve() ([]output, error) {
	var list []output
	format := ""
	for _, w := range o.Words {
		switch {
		case w.Flag == "format" && format != "":
			list = append(list, output{format, stdoutFile})
			format = w.Value
		case w.Flag == "format":
			format = w.Value
		default:
			list = append(list, output{format, w.Value})
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
		list = []output{{report.Text, stdoutFile}}
	}
	seen := map[string]bool{}
	for i := range list {
		out := &list[i]
		if name := filepath.Clean(out.file); seen[name] {
			return nil, Misuse("give each report a file of its own", "two reports would go to %s", shownFile(out.file))
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
func (o *output) complete(all *Outputs) error {
	if o.format == "" && o.file == stdoutFile {
		o.format = report.Text
	}
	if o.format == "" {
		name, ok := all.forFile(o.file)
		if !ok {
			return Misuse("put --format NAME before --out, with one of "+strings.Join(all.Names(), ", "),
				"the name %s doesn't tell the format of the report", o.file)
		}
		o.format = name
	}
	return writable(o.file)
}

func (o *Outputs) known(file string) bool {
	_, ok := o.forFile(file)
	return ok || file == stdoutFile
}

func shownFile(file string) string {
	if file == stdoutFile {
		return "stdout"
	}
	return file
}

// write says the report in every way asked.
func (p *Program) write(list []output, r *audit.Report) error {
	return p.writeAll(list, func(w io.Writer, format string,
		look report.Options) error {
		return report.Write(w, format, r, look)
	})
}

// writeAll says something in every way asked: all of them are made before the first is written.
func (p *Program) writeAll(list []output, say func(w io.Writer, format string, look report.Options) error) error {
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

// DiffForms are the formats of diffs.
func DiffForms() []Form {
	var out []Form
	for _, f := range report.DiffFormats() {
		out = append(out, Form{f.Name, f.Extensions})
	}
	return out
}
