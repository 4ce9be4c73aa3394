// Package sfdx reads the metadata files of a Salesforce project, so that they are judged before they are deployed, and
// writes what metadata can express of a report's fixes as such a project, which an admin
// deploys with their own tools. It deploys nothing.
package sfdx

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"orgaudit/audit"
	"orgaudit/fixes"
)

// permissionSet is the API name of the permission set that grants API Enabled: letters and underscores, so that it is a
// safe file name too.
const permissionSet = "orgaudit_API_Enabled"

// oldVersion is the API version of the project where the report doesn't say the org's: every org serves it.
const oldVersion = "60.0"

// Project is a source folder to be written.
type Project struct {
	files []file
	// Hints name the fixes of the report that no metadata in this project can express, with the reason.
	Hints []string
}

type file struct {
	path string // with slashes, below the project's folder
	data []byte
}

// Empty reports whether no fix of the report can be written as metadata.
func (p *Project) Empty() bool { return len(p.files) == 0 }

// New makes the project of a report: a permission set with API Enabled, for the users whom no grant of it reaches.
func New(r *audit.Report) (*Project, error) {
	p := &Project{}
	if slices.ContainsFunc(r.Steps, func(s audit.Step) bool { return s.Fix == fixes.PreauthorizeUsers.ID }) {
		p.Hints = append(p.Hints,
			fixes.PreauthorizeUsers.ID+" can't be written: Salesforce gives the policy of an app as metadata only to "+
				"the org that owns the app; follow the fix's steps in Setup")
	}
	users := withoutAPI(r)
	if len(users) == 0 {
		return p, nil
	}
	version := r.Org.APIVersion
	if !regexp.MustCompile(`^[1-9][0-9]{1,2}\.0$`).MatchString(version) {
		version = oldVersion
	}
	set, err := xmlDocument(permissionSetXML{
		Description:     "API Enabled for users who connect an app. Written by orgaudit.",
		Label:           "orgaudit API Enabled",
		UserPermissions: userPermission{Enabled: true, Name: audit.APIEnabled.Name},
	})
	if err != nil {
		return nil, err
	}
	manifest, err := xmlDocument(packageXML{
		Types: packageType{Members: permissionSet, Name: "PermissionSet"}, Version: version,
	})
	if err != nil {
		return nil, err
	}
	project, err := json.MarshalIndent(projectJSON{[]packageDirectory{{"force-app", true}}, version}, "", "  ")
	if err != nil {
		return nil, err
	}
	p.files = []file{
		{"README.txt", []byte(readme(r, users))},
		{"sfdx-project.json", append(project, '\n')},
		{"manifest/package.xml", manifest},
		{"force-app/main/default/permissionsets/" + permissionSet + ".permissionset-meta.xml", set},
	}
	return p, nil
}

// withoutAPI lists the users of the report's failed findings for which a permission set with API Enabled is a fix,
// sorted. A policy that wants API Enabled in a profile is not among them: a permission set doesn't change the profile.
func withoutAPI(r *audit.Report) []string {
	var users []string
	for _, f := range r.Findings {
		if f.Verdict != audit.Fail || f.Subject.Kind != audit.SubjectUser {
			continue
		}
		if f.Fix == fixes.GrantAPIPermissionSet.ID || slices.Contains(f.OtherFixes, fixes.GrantAPIPermissionSet.ID) {
			users = append(users, f.Subject.Name)
		}
	}
	slices.Sort(users)
	return slices.Compact(users)
}

// permissionSetXML is a PermissionSet (Metadata API). It names no license, so that users of any may be assigned.
type permissionSetXML struct {
	XMLName         xml.Name       `xml:"http://soap.sforce.com/2006/04/metadata PermissionSet"`
	Description     string         `xml:"description"`
	Label           string         `xml:"label"`
	UserPermissions userPermission `xml:"userPermissions"`
}

type userPermission struct {
	Enabled bool   `xml:"enabled"`
	Name    string `xml:"name"`
}

// packageXML is a manifest (Metadata API, package.xml).
type packageXML struct {
	XMLName xml.Name    `xml:"http://soap.sforce.com/2006/04/metadata Package"`
	Types   packageType `xml:"types"`
	Version string      `xml:"version"`
}

type packageType struct {
	Members string `xml:"members"`
	Name    string `xml:"name"`
}

// projectJSON is sfdx-project.json.
type projectJSON struct {
	PackageDirectories []packageDirectory `json:"packageDirectories"`
	SourceAPIVersion   string             `json:"sourceApiVersion"`
}

type packageDirectory struct {
	Path    string `json:"path"`
	Default bool   `json:"default"`
}

func xmlDocument(value any) ([]byte, error) {
	body, err := xml.MarshalIndent(value, "", "    ")
	if err != nil {
		return nil, fmt.Errorf("write metadata: %w", err)
	}
	return slices.Concat([]byte(xml.Header), bytes.TrimSpace(body), []byte("\n")), nil
}

// plain are user names that a shell and a reader take as they stand. Salesforce's look like email addresses.
var plain = regexp.MustCompile(`^[A-Za-z0-9_.+@][A-Za-z0-9_.+@-]*$`)

// readme says whom the project is for and how it is deployed.
func readme(r *audit.Report, users []string) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("A permission set that grants API Enabled to the users who need it")
	line("")
	line("orgaudit wrote this folder from what it read in the org %s (%s)",
		printableName(r.Org.Name), printableName(r.Org.ID))
	line("at %s. It has deployed nothing and changed nothing.", r.TakenAt.UTC().Format("2006-01-02 15:04 UTC"))
	line("")
	line("For these users:")
	for _, u := range users {
		line("  %s", printableName(u))
	}
	line("")
	line("1. Read %s.permissionset-meta.xml below force-app: it", permissionSet)
	line("   grants API Enabled and nothing else. Through the API these users reach what")
	line("   their other permissions allow.")
	line("2. In this folder, try it, then deploy it (ORG is the org's alias in the Salesforce CLI).")
	line("   If the org already has a permission set of this name, this changes it.")
	line("     sf project deploy start --manifest manifest/package.xml --target-org ORG --dry-run")
	line("     sf project deploy start --manifest manifest/package.xml --target-org ORG")
	line("3. Assign it. The user's license must allow API Enabled.")
	for _, u := range users {
		if plain.MatchString(u) {
			line("     sf org assign permset --name %s --on-behalf-of %s --target-org ORG", permissionSet, u)
		} else {
			line("     in Setup > Users > Permission Sets, Manage Assignments: %s", printableName(u))
		}
	}
	line("4. Connect the app again, then run orgaudit again.")
	line("")
	line("An orgaudit policy that forbids API Enabled in permission sets must make an exception for")
	line("%s. To take the permission away again, remove the assignments", permissionSet)
	line("in Setup > Users > Permission Sets, and delete the set there.")
	return b.String()
}

// printableName is a name as a line of the README may have it: one that could forge a line or a direction is spelt out.
func printableName(name string) string {
	if plain.MatchString(name) {
		return name
	}
	return fmt.Sprintf("%+q", name)
}
