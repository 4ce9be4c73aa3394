package sfdx

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// mark is the byte order mark that some editors put before a file.
const mark = "\uFEFF"

// decode reads a metadata file whose root is an element of this name. The error names the file, line and column.
func (s source) decode(root string, into any) error {
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(s.data, []byte(mark))))
	if err := decodeRoot(d, root, into); err != nil {
		line, column := d.InputPos()
		return fmt.Errorf("%s:%d:%d: %w", s.path, line, column, plainXML(err))
	}
	return nil
}

func decodeRoot(d *xml.Decoder, root string, into any) error {
	found := false
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && found:
			return nil
		case errors.Is(err, io.EOF):
			return fmt.Errorf("the file is empty: it has no element %s", root)
		case err != nil:
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			if token.Name.Local != root || found {
				return fmt.Errorf("the element is %s, but the file may only hold one %s", token.Name.Local, root)
			}
			if err := d.DecodeElement(into, &token); err != nil {
				return err
			}
			found = true
		case xml.CharData:
			if len(bytes.TrimSpace(token)) > 0 {
				return fmt.Errorf("there is text outside of the element %s", root)
			}
		}
	}
}

// plainXML leaves out the line, which stands before the error already.
func plainXML(err error) error {
	if broken, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return errors.New("the file is not valid XML: " + broken.Msg)
	}
	return err
}

// flag is a boolean of metadata; encoding/xml would take an empty element for false.
type flag bool

// UnmarshalXML takes what xsd:boolean allows.
func (f *flag) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var text string
	if err := d.DecodeElement(&text, &start); err != nil {
		return err
	}
	switch strings.TrimSpace(text) {
	case "true", "1":
		*f = true
	case "false", "0":
		*f = false
	default:
		return fmt.Errorf("%s is %q, neither true nor false", start.Name.Local, text)
	}
	return nil
}

// value is the flag as the snapshot has it; nil where the file doesn't say it.
func (f *flag) value() *bool {
	if f == nil {
		return nil
	}
	b := bool(*f)
	return &b
}

// text is a value without the white space that a formatter may have put around it.
type text string

// UnmarshalXML trims the value.
func (t *text) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var raw string
	if err := d.DecodeElement(&raw, &start); err != nil {
		return err
	}
	*t = text(strings.TrimSpace(raw))
	return nil
}

// grant is an entry of userPermissions, the same in profiles and permission sets, with its line.
type grant struct {
	name    string
	enabled bool
	line    int
}

// UnmarshalXML wants both elements, which Salesforce requires.
func (g *grant) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	g.line, _ = d.InputPos()
	var raw struct {
		Name    text  `xml:"name"`
		Enabled *flag `xml:"enabled"`
	}
	if err := d.DecodeElement(&raw, &start); err != nil {
		return err
	}
	if raw.Name == "" || raw.Enabled == nil {
		return fmt.Errorf("%s needs a name and enabled", start.Name.Local)
	}
	g.name, g.enabled = string(raw.Name), bool(*raw.Enabled)
	return nil
}
