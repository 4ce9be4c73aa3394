package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf8"

	"orgaudit/audit"
)

// writeJSON writes the report under its stable names, indented.
func writeJSON(w io.Writer, r *audit.Report, _ Options) error {
	frame := r.JSON()
	findings := frame.Findings
	frame.Findings = []audit.FindingJSON{}
	return streamJSON(w, frame, "  ", "findings", len(findings), func(i int) any { return &findings[i] })
}

// WriteJSON writes any value as JSON that is as harmless to show as a report: indented, its strings escaped where they
// could steer a terminal.
func WriteJSON(w io.Writer, value any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // links must stay copyable
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return err
	}
	_, err := w.Write(escapeJSON(text.Bytes()))
	return err
}

// streamJSON writes a value whose list, at an indent, is empty, with n items in it. They are written one by one: there
// may be thousands, and their text is never in memory as a whole.
func streamJSON(w io.Writer, value any, indent, list string, n int, item func(i int) any) error {
	out := bufio.NewWriter(w)
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false) // links must stay copyable
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return err
	}
	head, tail := bytes.Clone(text.Bytes()), []byte(nil)
	if n > 0 {
		// Strings have no line feed in JSON: the line is the value's own.
		head, tail, _ = bytes.Cut(head, fmt.Appendf(nil, "\n%s%q: []", indent, list))
		head = fmt.Appendf(head, "\n%s%q: [", indent, list)
		tail = append([]byte("\n"+indent+"]"), tail...)
	}
	out.Write(escapeJSON(head))
	e.SetIndent(indent+"  ", "  ")
	for i := range n {
		text.Reset()
		if err := e.Encode(item(i)); err != nil {
			return err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString("\n" + indent + "  ")
		out.Write(escapeJSON(bytes.TrimSuffix(text.Bytes(), []byte("\n"))))
	}
	out.Write(escapeJSON(tail))
	return out.Flush()
}

// escapeJSON escapes those runes of strings that could steer a terminal or turn the direction of a line: the data stays
// exact, and showing the file is harmless. Outside of strings JSON has none of them, apart from the line feeds between
// its values. A text without any is given back as it is.
func escapeJSON(text []byte) []byte {
	var out []byte
	done := 0
	for at := 0; at < len(text); {
		r, size := rune(text[at]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRune(text[at:])
		}
		if r != '\n' && (r < ' ' || r > '~') && !showable(r) {
			out = append(out, text[done:at]...)
			if r > 0xffff {
				r -= 0x10000
				out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
			} else {
				out = fmt.Appendf(out, `\u%04x`, r)
			}
			done = at + size
		}
		at += size
	}
	if done == 0 {
		return text
	}
	return append(out, text[done:]...)
}
