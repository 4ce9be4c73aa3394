package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const commentedOrgs = `# Our orgs. Secrets: ask Kim.
version: 1
orgs:
  # production
  - alias: prod
    auth: sf-cli # by the admin
    tags: [emea, live]
  # the test org
  - alias: uat
    login_url: https://test.salesforce.com
    auth: refresh-token
    refresh_token: {keychain: uat}
# the end
`

func TestOrgsKeepTheirComments(t *testing.T) {
	file := filepath.Join(t.TempDir(), "orgs.yaml")
	if err := os.WriteFile(file, []byte(commentedOrgs), 0o644); err != nil {
		t.Fatal(err)
	}
	list, err := LoadOrgs(file)
	if err != nil {
		t.Fatal(err)
	}
	added := Org{
		Alias:        "new",
		LoginURL:     "https://acme.my.salesforce.com",
		Auth:         "client-credentials",
		ClientID:     "3MVG9",
		ClientSecret: &SecretRef{Env: "ACME_SECRET"},
		Policy:       "acme.yaml",
		Schedule:     &Schedule{Cron: "*/5 * * * *"},
		Tags:         []string{"true", "1"},
	}
	if err := list.Add(added); err != nil {
		t.Fatal(err)
	}
	if err := list.Remove("prod"); err != nil {
		t.Fatal(err)
	}
	if err := list.Save(); err != nil {
		t.Fatal(err)
	}
	want := `# Our orgs. Secrets: ask Kim.
version: 1
orgs:
  # the test org
  - alias: uat
    login_url: https://test.salesforce.com
    auth: refresh-token
    refresh_token: {keychain: uat}
  - alias: new
    login_url: https://acme.my.salesforce.com
    auth: client-credentials
    client_id: 3MVG9
    client_secret: {env: ACME_SECRET}
    policy: acme.yaml
    schedule: {cron: '*/5 * * * *'}
    tags: ["true", "1"]
# the end
`
	got, _ := os.ReadFile(file)
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if info, _ := os.Stat(file); info.Mode().Perm() != 0o600 {
		t.Errorf("the file's mode is %v", info.Mode())
	}
	again, err := LoadOrgs(file)
	if err != nil {
		t.Fatal(err)
	}
	org, err := again.Get("new")
	if diff := cmp.Diff(added, org); diff != "" || err != nil {
		t.Errorf("%v, -want +got:\n%s", err, diff)
	}
	if diff := cmp.Diff(again.All(), list.All()); diff != "" {
		t.Errorf("the list in memory is not the one in the file:\n%s", diff)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(file), ".orgs-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestOrgsWithoutAFile(t *testing.T) {
	file := OrgsPath(filepath.Join(t.TempDir(), "config"))
	list, err := LoadOrgs(file)
	if err != nil || len(list.All()) != 0 {
		t.Fatalf("got %v, %v", list.All(), err)
	}
	_, err = list.Get("acme")
	if want := `there is no org "acme" in ` + file +
		": the list is empty, add one with orgaudit orgs add"; err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
	if err := list.Add(Org{Alias: "acme", Auth: "sf-cli"}); err != nil {
		t.Fatal(err)
	}
	if err := list.Save(); err != nil {
		t.Fatal(err)
	}
	if _, err := list.Get("acne"); err == nil || !strings.HasSuffix(err.Error(), `did you mean "acme"?`) {
		t.Errorf("got %v", err)
	}
	if err := list.Remove("acme"); err != nil {
		t.Fatal(err)
	}
	if text, _ := list.text(); string(text) != "version: 1\norgs: []\n" {
		t.Errorf("emptied, the list is %q", text)
	}
}

func TestOrgIsRefused(t *testing.T) {
	list, err := parseOrgs("orgs.yaml", []byte(commentedOrgs))
	if err != nil {
		t.Fatal(err)
	}
	before, _ := list.text()
	for _, o := range []Org{{Alias: "prod", Auth: "sf-cli"}, {Alias: "x", Auth: "jwt"}, {}} {
		if err := list.Add(o); err == nil {
			t.Errorf("%+v was added", o)
		}
	}
	if err := list.Remove("nobody"); err == nil {
		t.Error("nobody was removed")
	}
	after, _ := list.text()
	if diff := cmp.Diff(string(before), string(after)); diff != "" || len(list.All()) != 2 {
		t.Errorf("a refused change is kept:\n%s", diff)
	}
}

func TestOrgPaths(t *testing.T) {
	list, err := parseOrgs(filepath.Join("conf", "orgs.yaml"), []byte("version: 1\norgs: []\n"))
	if err != nil {
		t.Fatal(err)
	}
	absolute := filepath.Join(t.TempDir(), "a.pem")
	for path, want := range map[string]string{
		"": "", "key.pem": filepath.Join("conf", "key.pem"), absolute: absolute, "builtin:baseline": "builtin:baseline",
	} {
		if got := list.Path(path); got != want {
			t.Errorf("%q: got %q, want %q", path, got, want)
		}
	}
}

// No error about the list may repeat what could be a secret.
func TestErrorsHoldNoSecret(t *testing.T) {
	const canary = "CANARY-7f3a"
	for _, line := range []string{
		"password: " + canary, "password: [" + canary + "]", "password: *" + canary, "password: &" + canary,
		"password: !" + canary + " x", "password: {env: '" + canary + "'}", "password: {evn: " + canary + "}",
		"token: " + canary, "login_url: 'https://u:" + canary + "@h.example'", "login_url: 'https://" + canary + " x'",
		"client_id: ' " + canary + "'", "password: \"" + canary, "auth: " + canary,
		"schedule: {cron: " + canary + ", tz: " + canary + "}", "password: {keychain: a, file: " + canary + "}",
		"password: @" + canary, "password: " + canary + ": " + canary, "access_token: | " + canary,
	} {
		_, err := parseOrgs("orgs.yaml", []byte("version: 1\norgs:\n  - alias: a\n    auth: password\n    "+line+"\n"))
		if err == nil {
			t.Errorf("%s: no error", line)
		} else if strings.Contains(err.Error(), canary) {
			t.Errorf("%s: the error repeats it: %v", line, err)
		}
	}
}
