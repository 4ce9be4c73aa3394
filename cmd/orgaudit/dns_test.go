package main

import (
	"context"
	"errors"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"orgaudit/internal/app"
)

// Names are looked up for --check-dns alone, and never for an org on this machine; a demo has name servers of its own.
func TestNothingIsLookedUp(t *testing.T) {
	t.Chdir(t.TempDir())
	org := simulatedOrg(t, "all-clear")
	server := httptest.NewServer(org)
	defer server.Close()
	connection := []string{"--instance-url", server.URL, "--app", "connector:marketo-sales-insight-actions",
		"--user", "jane@acme.example"}
	saved := filepath.Join(t.TempDir(), "org.json")
	for _, c := range []struct {
		args []string
		says string // in the report or snapshot
	}{
		{append([]string{"audit"}, connection...), "READY"},
		{append([]string{"diagnose", "Restricted Domain"}, connection...), "READY"},
		{append([]string{"snapshot", "--out", saved}, connection...), ""},
		{[]string{"eval", saved}, "READY"},
		{[]string{"demo", "all-clear"}, "READY"},
		{append([]string{"audit", "--check-dns", "--verbose"}, connection...),
			"resolves can't be told: it was not looked up"},
		{append([]string{"diagnose", "Restricted Domain", "--check-dns", "--verbose"}, connection...),
			"resolves can't be told: it was not looked up"},
		{append([]string{"snapshot", "--check-dns"}, connection...), "it was not looked up"},
		{[]string{"demo", "all-clear", "--check-dns", "--verbose"}, "acme.my.salesforce.com resolves"},
	} {
		p, out, errs := inProcess(t, map[string]string{app.TokenVariable: org.Token()})
		p.Resolve = func(_ context.Context, host string) ([]string, error) {
			t.Errorf("%v: %s was looked up", c.args, host)
			return nil, errors.New("not asked for")
		}
		if code := run(t.Context(), p, c.args); code != app.ExitOK ||
			!strings.Contains(strings.Join(strings.Fields(out.String()), " "), c.says) {
			t.Errorf("%v: exit code %d\n%s%s", c.args, code, out, errs)
		}
	}
}
