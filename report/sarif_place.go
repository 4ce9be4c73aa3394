package report

import (
	"net/url"
	"path"
	"strings"

	"orgaudit/audit"
)

// sarifLocation says where a result stands: at the line of the policy that asks for it, else at the connector of its
// connection, else at the start of the policy. An org has no lines: the user, app or profile is the logical location.
func (l *outline) sarifLocation(f *audit.Finding) sarifLocation {
	file, line := "orgaudit.yaml", 1
	connection := l.first[f.Fingerprint]
	switch {
	case f.Rule != nil && f.Rule.Line > 0:
		file, line = f.Rule.File, f.Rule.Line
	case connection != nil && connection.App.Connector != "":
		file = "connectors/" + connection.App.Connector + ".yaml"
	case l.Policy != nil && l.Policy.File != "":
		file = l.Policy.File
	}
	at := sarifLocation{Physical: sarifPhysical{Artifact: sarifArtifact{URI: relative(file), Base: "%SRCROOT%"},
		Region: sarifRegion{StartLine: line}}}
	logical := func(kind, name string) {
		if name != "" {
			qualified := pathPart(l.orgName()) + "/" + pathPart(kind) + "/" + pathPart(name)
			at.Logical = append(at.Logical, sarifLogical{Name: tame(name), Qualified: qualified, Kind: tame(kind)})
		}
	}
	if f.Subject.Kind == audit.SubjectConnection && connection != nil {
		logical(audit.SubjectUser, connection.User)
		logical(audit.SubjectApp, connection.App.Name)
		return at
	}
	logical(f.Subject.Kind, f.Subject.Name)
	if at.Logical == nil {
		logical(audit.SubjectOrg, l.orgName())
	}
	return at
}

// relative makes the name of a file a URI reference below the root of the sources, which is all that GitHub can show. A
// file elsewhere keeps its last part alone: its folder says nothing about the sources and may name a person.
func relative(file string) string {
	file = path.Clean(strings.ReplaceAll(file, `\`, "/"))
	if path.IsAbs(file) || strings.HasPrefix(file, "../") || len(file) > 2 && file[1] == ':' {
		file = path.Base(file)
	}
	parts := strings.Split(file, "/")
	for i := range parts {
		parts[i] = strings.ReplaceAll(pathPart(parts[i]), ":", "%3A") // else the first part could be taken for a scheme
	}
	return strings.Join(parts, "/")
}

// pathPart makes a name one part of a path.
func pathPart(name string) string { return url.PathEscape(Clean(name)) }
