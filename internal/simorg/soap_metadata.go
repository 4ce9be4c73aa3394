package simorg

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Limits of the Metadata API (Metadata API Developer Guide).
const (
	maxListQueries = 3
	maxReadNames   = 10
)

// metadata answers /services/Soap/m/NN.N.
func (c *call) metadata() *reply {
	if c.request.Method != http.MethodPost {
		return &reply{
			status:      http.StatusMethodNotAllowed,
			contentType: htmlType,
			body:        []byte("The HTTP method is not supported by this endpoint"),
		}
	}
	if c.envelope.err != nil {
		return soapFault(c, "UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION: "+c.envelope.err.Error(), "")
	}
	switch c.operation {
	case "createMetadata", "updateMetadata", "upsertMetadata", "deleteMetadata", "renameMetadata", "deploy",
		"deployRecentValidation", "cancelDeploy":
		c.server.wrote("SOAP " + c.operation)
		return soapFault(c, "INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS: the simulated org takes no writes", "")
	}
	_, newest := c.server.world.versions()
	if refused := c.soapVersion(newest); refused != nil {
		return refused
	}
	if err := c.admit(c.envelope.sessionID); err != nil {
		if err.code == "INVALID_SESSION_ID" {
			// The real fault echoes the token.
			return soapFault(c, err.code,
				"INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session. Session not found, "+
					"missing session key: "+
					c.envelope.sessionID, "")
		}
		return c.refuse(err)
	}
	if !readsMetadata(c.viewer) {
		return soapFault(c, "INSUFFICIENT_ACCESS",
			"INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata "+
				"permissions", "")
	}
	switch c.operation {
	case "describeMetadata":
		return c.describeMetadata()
	case "listMetadata":
		return c.listMetadata()
	case "readMetadata":
		return c.readMetadata()
	case "retrieve":
		return c.retrieve()
	case "checkRetrieveStatus":
		return c.checkRetrieveStatus()
	default:
		return unknownOperation(c)
	}
}

func (c *call) describeMetadata() *reply {
	var b strings.Builder
	b.WriteString("<result>")
	for _, t := range metadataTypes() {
		if t.since <= c.version && t.folder != "" {
			fmt.Fprintf(&b,
				"<metadataObjects><directoryName>%s</directoryName><inFolder>false</inFolder><metaFile>false</metaFile><suffix>%s</suffix>"+
					"<xmlName>%s</xmlName></metadataObjects>", t.folder, t.suffix, t.name)
		}
	}
	fmt.Fprintf(&b,
		"<organizationNamespace>%s</organizationNamespace><partialSaveAllowed>true</partialSaveAllowed><testRequired>%t</testRequired></result>",
		html.EscapeString(c.server.world.scenario.Org.Namespace), c.server.world.scenario.Org.Sandbox == "")
	return c.soapResult("describeMetadataResponse", b.String())
}

func unknownType(c *call, name string) *reply {
	return soapFault(c, "INVALID_TYPE",
		"INVALID_TYPE: This type of metadata is not available for this organization: "+name, "")
}

func (c *call) listMetadata() *reply {
	var b strings.Builder
	asked := 0
	for _, q := range c.envelope.body.children {
		if q.name != "queries" {
			continue
		}
		if asked++; asked > maxListQueries {
			return soapFault(c, "LIMIT_EXCEEDED", "LIMIT_EXCEEDED: listMetadata takes up to 3 queries", "")
		}
		name := q.value("type")
		if t := metadataType(name, c.version); t == nil || t.folder == "" {
			return unknownType(c, name)
		}
		for _, m := range c.server.world.metadataOf(name, c.version) {
			m.appendProperties(&b)
		}
	}
	return c.soapResult("listMetadataResponse", b.String())
}

// appendProperties writes a FileProperties in the order of the WSDL.
func (m *component) appendProperties(b *strings.Builder) {
	e := html.EscapeString
	fmt.Fprintf(b,
		"<result><createdById>%s</createdById><createdByName>%s</createdByName><createdDate>%s</createdDate><fileName>%s</fileName>"+
			"<fullName>%s</fullName><id>%s</id><lastModifiedById>%[1]s</lastModifiedById><lastModifiedByName>%[2]s</lastModifiedByName>"+
			"<lastModifiedDate>%[3]s</lastModifiedDate><type>%[7]s</type></result>",
		m.createdByID, e(m.createdBy), m.created.UTC().Format("2006-01-02T15:04:05.000Z"),
		e(m.fileName()), e(m.fullName), m.id, m.kind.name)
}

func (c *call) readMetadata() *reply {
	name := c.envelope.body.value("type")
	names := c.envelope.body.all("fullNames")
	switch {
	case metadataType(name, c.version) == nil:
		return unknownType(c, name)
	case len(names) > maxReadNames:
		return soapFault(c, "LIMIT_EXCEEDED", "LIMIT_EXCEEDED: readMetadata takes up to 10 names", "")
	}
	found := c.server.world.metadataOf(name, c.version)
	var b strings.Builder
	b.WriteString("<result>")
	for _, full := range names {
		i := slices.IndexFunc(found, func(m *component) bool { return strings.EqualFold(m.fullName, full) })
		if i < 0 {
			b.WriteString(`<records xsi:nil="true"/>`)
			continue
		}
		fmt.Fprintf(&b, `<records xsi:type="%s"><fullName>%s</fullName>%s</records>`,
			name, html.EscapeString(found[i].fullName), found[i].body())
	}
	b.WriteString("</result>")
	return c.soapResult("readMetadataResponse", b.String())
}

// metadataKind is a metadata type: where its files lie and since when it exists. Types that have no folder of their own
// are settings, which retrieve knows as members of Settings.
type metadataKind struct {
	name, folder, suffix string
	since                int
}

func metadataTypes() []*metadataKind {
	return []*metadataKind{
		{"BlacklistedConsumer", "blacklistedConsumers", "blacklistedConsumer", 49},
		{"ConnectedApp", "connectedApps", "connectedApp", 31},
		{"ExternalClientApplication", "externalClientApps", "eca", 59},
		{"PermissionSet", "permissionsets", "permissionset", 31},
		{"PermissionSetGroup", "permissionsetgroups", "permissionsetgroup", 45},
		{"Profile", "profiles", "profile", 31},
		{"Settings", "settings", "settings", 31},
		{"ConnectedAppSettings", "", "", 47},
		{"MyDomainSettings", "", "", 47},
		{"OauthOidcSettings", "", "", 56},
		{"SecuritySettings", "", "", 31},
	}
}

func metadataType(name string, version int) *metadataKind {
	for _, t := range metadataTypes() {
		if t.name == name && t.since <= version {
			return t
		}
	}
	return nil
}

// component is one piece of metadata. Its XML is made when it is read.
type component struct {
	kind                   *metadataKind
	fullName, id           string
	createdByID, createdBy string
	created                time.Time
	root                   string // the element of its file, where that isn't the type's name
	body                   func() string
}

func (m *component) fileName() string {
	return m.kind.folder + "/" + m.fullName + "." + m.kind.suffix
}

// file is the component as retrieve puts it into the zip.
func (m *component) file() string {
	root := firstText(m.root, m.kind.name)
	return fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%[1]s xmlns=%[2]q>%[3]s</%[1]s>\n",
		root, metadataNamespace, m.body())
}
