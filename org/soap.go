package org

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	envelopeSpace = "http://schemas.xmlsoap.org/soap/envelope/"
	metadataSpace = "http://soap.sforce.com/2006/04/metadata"
	partnerSpace  = "urn:partner.soap.sforce.com"
	instanceSpace = "http://www.w3.org/2001/XMLSchema-instance"
)

// sessionSlot is where the transport writes the session id. Requests are built without it, so that nothing that holds
// or prints a request holds the token.
const sessionSlot = `<sessionId></sessionId>`

// envelope wraps an operation of the Metadata API. The operation is marshalled by encoding/xml, which escapes.
func envelope(operation any) ([]byte, error) {
	body, err := xml.Marshal(operation)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<soapenv:Envelope xmlns:soapenv="` + envelopeSpace + `">`)
	b.WriteString(`<soapenv:Header xmlns="` + metadataSpace + `"><SessionHeader>` + sessionSlot +
		`</SessionHeader></soapenv:Header>`)
	b.WriteString(`<soapenv:Body xmlns="` + metadataSpace + `">`)
	b.Write(body)
	b.WriteString(`</soapenv:Body></soapenv:Envelope>`)
	return b.Bytes(), nil
}

// withSession writes the session id into the envelope's slot. The slot stands before the operation, and escaped text
// can't contain one, so the first is the right one.
func withSession(request []byte, token string) []byte {
	id := `<sessionId>` + string(xmlEscaped(Secret(token))) + `</sessionId>`
	return bytes.Replace(request, []byte(sessionSlot), []byte(id), 1)
}

var errSOAP = errors.New("not a SOAP envelope with one operation")

// soapOperation reads the name of the one operation in an envelope by parsing it: an element that is merely mentioned
// in a text or comment doesn't count, and a second body or operation is an error.
func soapOperation(envelope []byte) (xml.Name, error) {
	d := xml.NewDecoder(bytes.NewReader(envelope))
	var operation xml.Name
	var path []xml.Name
	bodies, roots := 0, 0
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return xml.Name{}, fmt.Errorf("%w: %w", errSOAP, err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return xml.Name{}, errSOAP
		case xml.StartElement:
			switch len(path) {
			case 0:
				if roots++; t.Name != (xml.Name{Space: envelopeSpace, Local: "Envelope"}) || roots > 1 {
					return xml.Name{}, errSOAP
				}
			case 1:
				switch t.Name {
				case xml.Name{Space: envelopeSpace, Local: "Header"}:
				case xml.Name{Space: envelopeSpace, Local: "Body"}:
					if bodies++; bodies > 1 {
						return xml.Name{}, errSOAP
					}
				default:
					return xml.Name{}, errSOAP
				}
			case 2:
				if path[1].Local == "Body" {
					if operation != (xml.Name{}) {
						return xml.Name{}, errSOAP
					}
					operation = t.Name
				}
			}
			path = append(path, t.Name)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
	if operation == (xml.Name{}) {
		return xml.Name{}, errSOAP
	}
	return operation, nil
}

// decodeSOAP decodes the response element of an operation into a struct.
func decodeSOAP(envelope []byte, operation string, into any) error {
	d := xml.NewDecoder(bytes.NewReader(envelope))
	start, err := enterBody(d)
	if err != nil {
		return err
	}
	if start.Name.Local != operation+"Response" {
		return fmt.Errorf("%w: found %s where %sResponse was expected", errSOAP, scrub(start.Name.Local), operation)
	}
	if err := d.DecodeElement(into, &start); err != nil {
		return fmt.Errorf("%w: %w", errSOAP, err)
	}
	return nil
}

// enterBody advances to the first element in the envelope's body.
func enterBody(d *xml.Decoder) (xml.StartElement, error) {
	for _, want := range []string{"Envelope", "Body", ""} {
		for {
			token, err := d.Token()
			if err != nil {
				return xml.StartElement{}, fmt.Errorf("%w: %w", errSOAP, err)
			}
			start, ok := token.(xml.StartElement)
			if !ok {
				continue
			}
			if want == "" {
				return start, nil
			}
			if start.Name == (xml.Name{Space: envelopeSpace, Local: want}) {
				break
			}
			if want == "Envelope" {
				return xml.StartElement{}, errSOAP
			}
			if err := d.Skip(); err != nil {
				return xml.StartElement{}, fmt.Errorf("%w: %w", errSOAP, err)
			}
		}
	}
	return xml.StartElement{}, errSOAP
}

// fault is a SOAP fault: sf:CODE and "CODE: message", or with a LoginFault the exceptionCode.
type fault struct {
	Code      string `xml:"faultcode"`
	Text      string `xml:"faultstring"`
	Exception struct {
		Code    string `xml:"exceptionCode"`
		Message string `xml:"exceptionMessage"`
	} `xml:"detail>LoginFault"`
}

func decodeFault(envelope []byte) (fault, bool) {
	d := xml.NewDecoder(bytes.NewReader(envelope))
	start, err := enterBody(d)
	if err != nil || start.Name != (xml.Name{Space: envelopeSpace, Local: "Fault"}) {
		return fault{}, false
	}
	var f fault
	if d.DecodeElement(&f, &start) != nil {
		return fault{}, false
	}
	return f, true
}

func (f fault) code() string {
	if f.Exception.Code != "" {
		return strings.TrimSpace(f.Exception.Code)
	}
	code := strings.TrimSpace(f.Code)
	return code[strings.LastIndex(code, ":")+1:]
}

func (f fault) message() string {
	if f.Exception.Message != "" {
		return f.Exception.Message
	}
	text := strings.TrimSpace(f.Text)
	return strings.TrimSpace(strings.TrimPrefix(text, f.code()+":"))
}
