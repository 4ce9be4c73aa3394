package simorg

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"slices"
	"strings"
)

// retrieval is a retrieve job: the first look finds it in progress, the second done.
type retrieval struct {
	id     string
	wanted []packageMember
	single bool
	looked bool
}

type packageMember struct {
	kind    string
	members []string
}

func (c *call) retrieve() *reply {
	request := c.envelope.body.child("retrieveRequest")
	if request == nil {
		return unknownOperation(c)
	}
	job := &retrieval{single: request.value("singlePackage") == "true"}
	if unpackaged := request.child("unpackaged"); unpackaged != nil {
		for _, t := range unpackaged.children {
			if t.name != "types" {
				continue
			}
			name := t.value("name")
			if kind := metadataType(name, c.version); kind == nil || kind.folder == "" {
				return unknownType(c, name)
			}
			job.wanted = append(job.wanted, packageMember{kind: name, members: t.all("members")})
		}
	}
	c.server.mu.Lock()
	c.server.serial++
	job.id = recordID(prefixAsyncProcess, c.server.serial)
	c.server.jobs[job.id[:15]] = job
	c.server.mu.Unlock()
	return c.soapResult("retrieveResponse",
		fmt.Sprintf("<result><done>false</done><id>%s</id><state>Queued</state></result>", job.id))
}

func (c *call) checkRetrieveStatus() *reply {
	id := c.envelope.body.value("asyncProcessId")
	c.server.mu.Lock()
	job := c.server.jobs[id[:min(15, len(id))]]
	again := job != nil && job.looked
	if job != nil {
		job.looked = true
	}
	c.server.mu.Unlock()
	if job == nil {
		return soapFault(c, "INVALID_ID_FIELD", "INVALID_ID_FIELD: invalid cross reference id: "+id, "")
	}
	if !again {
		return c.soapResult("checkRetrieveStatusResponse",
			fmt.Sprintf("<result><done>false</done><id>%s</id><status>InProgress</status><success>false</success></result>", job.id))
	}
	properties, messages, file, err := c.server.world.pack(job, c.version)
	if err != nil {
		return soapFault(c, "UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION: "+err.Error(), "")
	}
	payload := ""
	if c.envelope.body.value("includeZip") != "false" {
		payload = "<zipFile>" + base64.StdEncoding.EncodeToString(file) + "</zipFile>"
	}
	return c.soapResult("checkRetrieveStatusResponse",
		fmt.Sprintf("<result><done>true</done>%s<id>%s</id>%s<status>Succeeded</status><success>true</success>%s</result>",
			properties, job.id, messages, payload))
}

// pack makes the zip of a retrieve: package.xml and a file for each component, below
// unpackaged/ unless a single package was asked for.
func (w *world) pack(job *retrieval, version int) (properties, messages string, file []byte, err error) {
	folder := "unpackaged/"
	if job.single {
		folder = ""
	}
	var manifest, props, notes strings.Builder
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	write := func(name, content string) {
		f, createErr := archive.Create(folder + name)
		if createErr == nil {
			_, createErr = f.Write([]byte(content))
		}
		if createErr != nil && err == nil {
			err = createErr
		}
	}
	for _, want := range job.wanted {
		found := w.metadataOf(want.kind, version)
		fmt.Fprintf(&manifest, "    <types>\n")
		for _, m := range found {
			// Settings aren't part of the wildcard of other types, but of their own it is.
			if !slices.Contains(want.members, "*") && !slices.Contains(want.members, m.fullName) {
				continue
			}
			m.appendProperties(&props)
			write(m.fileName(), m.file())
			fmt.Fprintf(&manifest, "        <members>%s</members>\n", html.EscapeString(m.fullName))
		}
		for _, name := range want.members {
			if name != "*" && !slices.ContainsFunc(found, func(m *component) bool { return m.fullName == name }) {
				fmt.Fprintf(&notes,
					"<messages><fileName>unpackaged/package.xml</fileName><problem>Entity of type '%s' named '%s' "+
						"cannot be found</problem></messages>",
					html.EscapeString(want.kind), html.EscapeString(name))
			}
		}
		fmt.Fprintf(&manifest, "        <name>%s</name>\n    </types>\n", want.kind)
	}
	write("package.xml",
		fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Package xmlns=%q>\n%s    <version>%d.0</version>\n"+
			"</Package>\n",
			metadataNamespace, manifest.String(), version))
	if closeErr := archive.Close(); err == nil {
		err = closeErr
	}
	// FileProperties of a retrieve stand in <fileProperties>, those of a list in <result>.
	properties = strings.NewReplacer("<result>", "<fileProperties>", "</result>",
		"</fileProperties>").Replace(props.String())
	return properties, notes.String(), buffer.Bytes(), err
}
