package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"orgaudit/config"
	"orgaudit/connectors"
	"orgaudit/internal/notify"
)

// recipes are the files of deploy/ and of the public CI by their path from the root of the module.
func recipes(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	root := os.DirFS(moduleRoot)
	for _, from := range []string{"deploy", ".github", ".goreleaser.yaml"} {
		err := fs.WalkDir(root, from, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(root, name)
			all[name] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

var (
	execStart   = regexp.MustCompile(`(?m)^ExecStart=/usr/local/bin/(orgaudit .*)$`)
	imageCmd    = regexp.MustCompile(`(?m)^CMD (\[.*\])$`)
	dockerRun   = regexp.MustCompile(`(?m)docker run .* (orgaudit .*)$`)
	scriptWords = regexp.MustCompile(`(?m)^\s*arguments\+?=\((.*)\)$`)
)

// recipeCommands are the commands that the recipes start, by the file in which they stand.
func recipeCommands(t *testing.T) map[string][]string {
	t.Helper()
	all := map[string][]string{}
	for name, text := range recipes(t) {
		if strings.HasSuffix(name, ".md") {
			continue // TestGuideCommands reads it
		}
		for _, pattern := range []*regexp.Regexp{execStart, dockerRun} {
			for _, match := range pattern.FindAllStringSubmatch(text, -1) {
				all[name] = append(all[name], match[1])
			}
		}
		switch {
		case strings.HasSuffix(name, "/Dockerfile"):
			var words []string
			if err := json.Unmarshal([]byte(imageCmd.FindStringSubmatch(text)[1]), &words); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			all[name] = append(all[name], "orgaudit "+strings.Join(words, " "))
		case strings.HasSuffix(name, "/audit.sh"):
			command := "orgaudit"
			for _, match := range scriptWords.FindAllStringSubmatch(text, -1) {
				command += " " + match[1]
			}
			all[name] = append(all[name], command)
		case strings.HasPrefix(name, "deploy/kubernetes/"):
			for _, c := range containers(t, name, text) {
				if c.Image == "orgaudit" {
					all[name] = append(all[name], "orgaudit "+strings.Join(c.Args, " "))
				}
			}
		}
	}
	return all
}

// container is one of a manifest.
type container struct {
	Name, Image     string
	Args            []string
	SecurityContext struct {
		AllowPrivilegeEscalation *bool `yaml:"allowPrivilegeEscalation"`
		ReadOnlyRootFilesystem   bool  `yaml:"readOnlyRootFilesystem"`
	} `yaml:"securityContext"`
	VolumeMounts []struct {
		MountPath string `yaml:"mountPath"`
	} `yaml:"volumeMounts"`
	Resources map[string]map[string]string
}

// containers finds the lists of that name in a manifest, at whatever depth.
func containers(t *testing.T, name, text string) []container {
	t.Helper()
	var all []container
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		for i, child := range n.Content {
			if n.Kind == yaml.MappingNode && i%2 == 1 && n.Content[i-1].Value == "containers" {
				var found []container
				if err := child.Decode(&found); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				all = append(all, found...)
			}
			walk(child)
		}
	}
	for _, document := range documents(t, name, text) {
		walk(document)
	}
	return all
}

func documents(t *testing.T, name, text string) []*yaml.Node {
	t.Helper()
	var all []*yaml.Node
	for decoder := yaml.NewDecoder(strings.NewReader(text)); ; {
		var document yaml.Node
		if err := decoder.Decode(&document); err != nil {
			if err.Error() != "EOF" {
				t.Fatalf("%s: %v", name, err)
			}
			return all
		}
		all = append(all, &document)
	}
}

// TestRecipeCommands holds every command that a recipe starts against the program, and wants no secret in any.
func TestRecipeCommands(t *testing.T) {
	p, _, _ := inProcess(t, nil)
	program := rootCommand(p)
	secret := regexp.MustCompile(`(?i)secret|token|password|postgres://`)
	commands := recipeCommands(t)
	for name, lines := range commands {
		for _, line := range lines {
			if complaint := wrongUse(program, line); complaint != "" {
				t.Errorf("%s: %s: %s", name, line, complaint)
			}
			if secret.MatchString(line) {
				t.Errorf("%s: %s: others read a secret in the list of processes", name, line)
			}
		}
	}
	for _, name := range []string{
		"deploy/systemd/orgaudit.service", "deploy/systemd/orgaudit-audit@.service",
		"deploy/container/Dockerfile", "deploy/github-action/audit.sh",
		"deploy/kubernetes/one-org/cronjob.yaml", "deploy/kubernetes/fleet/serve.yaml",
		"deploy/kubernetes/fleet/worker.yaml", ".github/workflows/ci.yml",
	} {
		if len(commands[name]) == 0 {
			t.Errorf("%s starts nothing", name)
		}
	}
}

// TestRecipeConfiguration reads the files that the recipes come with as the program does.
func TestRecipeConfiguration(t *testing.T) {
	catalogue, err := config.Connectors(connectors.Files, checkIDs())
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for name, text := range recipes(t) {
		path := filepath.Join(moduleRoot, filepath.FromSlash(name))
		var err error
		base := filepath.Base(path)
		switch {
		case base == "orgs.yaml":
			_, err = config.LoadOrgs(path)
		case base == "serve.yaml" && strings.HasSuffix(filepath.Dir(path), "config"):
			_, err = config.LoadServe(path, notify.Keys)
		case base == "orgaudit.yaml" || base == "policy.yaml":
			_, err = config.ParsePolicy(path, []byte(text), catalogue, checkIDs())
		case strings.HasSuffix(base, ".yaml") || strings.HasSuffix(base, ".yml"):
			documents(t, name, text)
			continue
		default:
			continue
		}
		seen[base]++
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if want := map[string]int{"orgs.yaml": 3, "serve.yaml": 2, "orgaudit.yaml": 1,
		"policy.yaml": 1}; fmt.Sprint(seen) != fmt.Sprint(want) {
		t.Errorf("read %v, want %v", seen, want)
	}
}

// TestRecipesAgree holds what several recipes say of the same: where the files lie, who runs the program, what it may.
func TestRecipesAgree(t *testing.T) {
	all := recipes(t)
	dockerfile := all["deploy/container/Dockerfile"]
	for _, want := range []string{"FROM scratch\n", "USER 65532:65532\n",
		"XDG_CONFIG_HOME=/etc XDG_STATE_HOME=/var/lib ", "ZONEINFO=/zoneinfo.zip", "VOLUME /var/lib/orgaudit\n"} {
		if !strings.Contains(dockerfile, want) {
			t.Errorf("the Dockerfile lacks %q", want)
		}
	}
	for _, unit := range []string{"orgaudit.service", "orgaudit-audit@.service"} {
		text := all["deploy/systemd/"+unit]
		for _, want := range []string{"Environment=XDG_CONFIG_HOME=/etc", "\nDynamicUser=yes\n",
			"\nNoNewPrivileges=yes\n", "\nProtectSystem=strict\n", "\nCapabilityBoundingSet=\n", "\nUMask=0077\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s lacks %q", unit, want)
			}
		}
	}
	if _, ok := all["deploy/systemd/orgaudit-audit@.timer"]; !ok {
		t.Error("a timer starts the service of its own name: orgaudit-audit@.timer is missing")
	}
	for name, text := range all {
		for _, c := range containers(t, name, yamlOnly(name, text)) {
			if s := c.SecurityContext; s.AllowPrivilegeEscalation == nil || *s.AllowPrivilegeEscalation ||
				!s.ReadOnlyRootFilesystem {
				t.Errorf("%s: the container %s may gain privileges or write to its image", name, c.Name)
			}
			if c.Resources["requests"]["memory"] == "" || c.Resources["limits"]["memory"] == "" {
				t.Errorf("%s: the container %s has no bounds of memory", name, c.Name)
			}
			if c.Image != "orgaudit" {
				continue
			}
			if !strings.Contains(text, "runAsUser: 65532") {
				t.Errorf("%s: %s does not run as the user of the image", name, c.Name)
			}
			for _, mount := range c.VolumeMounts {
				if !slices.Contains([]string{"/etc/orgaudit", "/var/lib/orgaudit"}, mount.MountPath) {
					t.Errorf("%s: %s mounts %s, where the image looks for nothing", name, c.Name, mount.MountPath)
				}
			}
		}
		for _, match := range regexp.MustCompile(`(?:secretRef: \{name: |secretKeyRef: \{name: |secretName: )([a-z-]+)`).FindAllStringSubmatch(text, -1) {
			if how := all[filepath.ToSlash(filepath.Join(filepath.Dir(name),
				"kustomization.yaml"))]; !strings.Contains(how, "create secret generic "+match[1]+" ") {
				t.Errorf("%s needs the secret %s, and kustomization.yaml does not say how it is made", name, match[1])
			}
		}
	}
}

// yamlOnly is the text of a manifest; that of any other file is none.
func yamlOnly(name, text string) string {
	if strings.HasPrefix(name, "deploy/kubernetes/") {
		return text
	}
	return ""
}

// TestActionsArePinned wants every action of others at one commit, with the version that it is, the same one
// everywhere.
func TestActionsArePinned(t *testing.T) {
	uses := regexp.MustCompile(`(?m)^\s*(?:- )?uses: (\S+)(.*)$`)
	pinned := regexp.MustCompile(`^([\w.-]+/[\w./-]+)@([0-9a-f]{40})$`)
	versions := map[string]string{}
	for name, text := range recipes(t) {
		if !strings.HasPrefix(name, ".github/") && filepath.Base(name) != "action.yml" {
			continue
		}
		for _, match := range uses.FindAllStringSubmatch(text, -1) {
			if strings.HasPrefix(match[1], "./") {
				if _, err := os.Stat(filepath.Join(moduleRoot, match[1], "action.yml")); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			action := pinned.FindStringSubmatch(match[1])
			if action == nil || !regexp.MustCompile(`^ # v\d+\.\d+\.\d+$`).MatchString(match[2]) {
				t.Errorf("%s: %s%s: pin it as OWNER/NAME@COMMIT # vVERSION", name, match[1], match[2])
				continue
			}
			if other := versions[action[1]]; other != "" && other != action[2] {
				t.Errorf("%s: %s is at another commit elsewhere", name, action[1])
			}
			versions[action[1]] = action[2]
		}
	}
	if len(versions) < 5 {
		t.Errorf("found %d actions only", len(versions))
	}
}

// TestRecipeModule keeps what the linter of the recipes needs out of the program's own modules.
func TestRecipeModule(t *testing.T) {
	ours, err := os.ReadFile(filepath.Join(moduleRoot, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for _, party := range []string{"k8s.io/", "github.com/moby/"} {
		if bytes.Contains(ours, []byte(party)) {
			t.Errorf("go.mod needs %s, which belongs to deploy/lint", party)
		}
	}
}
