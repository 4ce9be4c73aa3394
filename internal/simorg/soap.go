package simorg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"strings"
)

// element is a piece of a SOAP request.
type element struct {
	name     string
	text     string
	children []*element
}

func (e *element) child(name string) *element {
	for _, c := range e.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (e *element) all(name string) []string {
	var texts []string
	for _, c := range e.children {
		if c.name == name {
			texts = append(texts, c.text)
		}
	}
	return texts
}

func (e *element) value(name string) string {
	if c := e.child(name); c != nil {
		return c.text
	}
	return ""
}

// envelope is a SOAP request: who asks, what for, and the parameters. err says why it can't be read.
type envelope struct {
	sessionID string
	operation string
	body      *element
	err       error
}

// types are the metadata types that the call names.
func (e *envelope) types() []string {
	var types []string
	if e.body == nil {
		return nil
	}
	var walk func(*element)
	walk = func(at *element) {
		if at.name == "type" || at.name == "name" {
			types = append(types, at.text)
		}
		for _, c := range at.children {
			walk(c)
		}
	}
	if e.operation != "login" {
		walk(e.body)
	}
	return slices.Compact(types)
}

// maxDepth is deeper than any request of the APIs served.
const maxDepth = 32

// readEnvelope decodes a SOAP request. It never gives nil.
func readEnvelope(body []byte) *envelope {
	root := &element{}
	stack := []*element{root}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &envelope{err: fmt.Errorf("the request is not valid XML: %s", strings.ToValidUTF8(err.Error(), "?"))}
		}
		top := stack[len(stack)-1]
		switch token := token.(type) {
		case xml.StartElement:
			if len(stack) > maxDepth {
				return &envelope{err: errors.New("the request is nested too deeply")}
			}
			e := &element{name: token.Name.Local}
			top.children = append(top.children, e)
			stack = append(stack, e)
		case xml.EndElement:
			top.text = strings.TrimSpace(top.text)
			stack = stack[:len(stack)-1]
		case xml.CharData:
			top.text += string(token)
		case xml.Directive:
			return &envelope{err: errors.New("DTD is not supported by SOAP")}
		}
	}
	e := &envelope{err: errors.New("the request holds no SOAP envelope with one operation in its body")}
	outer := root.child("Envelope")
	if outer == nil {
		return e
	}
	if header := outer.child("Header"); header != nil {
		if session := header.child("SessionHeader"); session != nil {
			e.sessionID = session.value("sessionId")
		}
	}
	if body := outer.child("Body"); body != nil && len(body.children) == 1 {
		e.body, e.operation, e.err = body.children[0], body.children[0].name, nil
	}
	return e
}

const (
	soapNamespace     = "http://schemas.xmlsoap.org/soap/envelope/"
	metadataNamespace = "http://soap.sforce.com/2006/04/metadata"
	partnerNamespace  = "urn:partner.soap.sforce.com"
	faultNamespace    = "urn:fault.partner.soap.sforce.com"
)

func (c *call) namespace() string {
	switch path := c.request.URL.Path; {
	case strings.HasPrefix(path, "/services/Soap/u/"):
		return partnerNamespace
	case strings.HasPrefix(path, "/services/Soap/c/"):
		return "urn:enterprise.soap.sforce.com"
	default:
		return metadataNamespace
	}
}

// soapResult wraps a response element.
func (c *call) soapResult(response, inner string) *reply {
	body := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv=%q xmlns=%q xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+
		`<soapenv:Body><%[3]s>%[4]s</%[3]s></soapenv:Body></soapenv:Envelope>`, soapNamespace, c.namespace(),
		response, inner)
	return &reply{status: http.StatusOK, contentType: xmlType, body: []byte(body)}
}

// soapFault answers HTTP 500 with a fault. detail is the XML below <detail>, if any.
func soapFault(c *call, code, text, detail string) *reply {
	prefix, namespace := "sf:", metadataNamespace
	if c.namespace() != metadataNamespace {
		prefix, namespace = "", faultNamespace
	}
	if detail != "" {
		detail = "<detail>" + detail + "</detail>"
	}
	body := fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv=%q xmlns:sf=%q xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`+
		`<soapenv:Body><soapenv:Fault><faultcode>%s%s</faultcode><faultstring>%s</faultstring>%s</soapenv:Fault></soapenv:Body></soapenv:Envelope>`,
		soapNamespace, namespace, prefix, code, html.EscapeString(text), detail)
	return &reply{status: http.StatusInternalServerError, contentType: xmlType, body: []byte(body)}
}

func unknownOperation(c *call) *reply {
	return soapFault(c, "UNKNOWN_EXCEPTION", "No operation available for request {"+c.namespace()+"}"+c.operation, "")
}

// version reads NN.N at the end of a SOAP path and refuses those that the endpoint doesn't serve.
func (c *call) soapVersion(newest int) *reply {
	path := c.request.URL.Path
	rest := strings.TrimPrefix(path[len("/services/Soap/"):], path[len("/services/Soap/"):len("/services/Soap/")+1]+"/")
	number, _, _ := strings.Cut(rest, "/") // an organisation's id may follow the version
	version, ok := readVersion(number)
	if !ok {
		version, ok = readVersion(number + ".0")
	}
	oldest, _ := c.server.world.versions()
	if !ok || version > newest || version < oldest {
		return soapFault(c, "UNSUPPORTED_API_VERSION", "UNSUPPORTED_API_VERSION: Invalid Api version specified on URL",
			"")
	}
	c.version = version
	return nil
}
