package simorg

import (
	"embed"
	"fmt"
	"slices"
	"strings"
)

// The built-in scenarios: acme.yaml is the org that they share, each other file says what is different in its own.
//
//go:embed scenarios/*.yaml
var scenarioFiles embed.FS

const sharedOrg = "acme"

// Names lists the built-in scenarios, sorted.
func Names() []string {
	entries, err := scenarioFiles.ReadDir("scenarios")
	if err != nil { // the folder is embedded
		panic(err)
	}
	var names []string
	for _, e := range entries {
		if name := strings.TrimSuffix(e.Name(), ".yaml"); name != sharedOrg {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// File gives a built-in scenario as one YAML document: the scenario's own file, and of the shared org
// every top-level key that the scenario doesn't have.
func File(name string) ([]byte, error) {
	if !slices.Contains(Names(), name) {
		return nil, fmt.Errorf("there is no scenario %q: use one of %s", name, strings.Join(Names(), ", "))
	}
	own, err := scenarioFiles.ReadFile("scenarios/" + name + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading the scenario %s: %w", name, err)
	}
	shared, err := scenarioFiles.ReadFile("scenarios/" + sharedOrg + ".yaml")
	if err != nil {
		return nil, fmt.Errorf("reading the shared org: %w", err)
	}
	said := map[string]bool{}
	for _, b := range topLevelBlocks(string(own)) {
		said[b.key] = true
	}
	if said["generate"] {
		return own, nil
	}
	var whole strings.Builder
	whole.Write(own)
	for _, b := range topLevelBlocks(string(shared)) {
		if b.key != "" && !said[b.key] {
			whole.WriteString(b.text)
		}
	}
	return []byte(whole.String()), nil
}

// block is a top-level key of a YAML file with everything below it.
type block struct{ key, text string }

func topLevelBlocks(file string) []block {
	var list []block
	for line := range strings.Lines(file) {
		if key, _, ok := strings.Cut(line, ":"); ok && line[0] != ' ' && line[0] != '#' && line[0] != '-' {
			list = append(list, block{key: key})
		}
		if len(list) > 0 {
			list[len(list)-1].text += line
		}
	}
	return list
}
