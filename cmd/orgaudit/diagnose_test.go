package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"orgaudit/internal/app"
	"orgaudit/internal/diagnose"
)

// What can't be the text of an error is refused, with nothing on stdout.
func TestDiagnoseRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		says string
	}{
		"binary data": {[]byte("\x89PNG\r\n\x1a\n\x00\x00OAUTH_APP_BLOCKED"), "binary data"},
		"too long":    {bytes.Repeat([]byte("OAUTH_APP_BLOCKED "), diagnose.MaxInput/18+1), "longer than 1024 KiB"},
		"empty":       {nil, "empty"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "seen")
			if err := os.WriteFile(file, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"--file", file}, {"-"}} {
				p, out, errs := inProcess(t, nil)
				p.Stdin = bytes.NewReader(c.data)
				if code := run(t.Context(), p, append([]string{"diagnose"}, args...)); code != app.ExitUsage ||
					out.Len() > 0 || !strings.Contains(errs.String(), c.says) {
					t.Errorf("%v: exit code %d\n%s%s", args, code, out, errs)
				}
			}
		})
	}
}

// Nothing that an address, a body or a page carries is printed, whatever it is called.
func TestDiagnoseEchoesNothing(t *testing.T) {
	t.Chdir(t.TempDir())
	const canary = "CANARYs3cr3t"
	for _, name := range strings.Fields("code state access_token refresh_token id_token client_secret client_id " +
		"password assertion sid error error_description message username") {
		for _, seen := range []string{
			"https://app.example/cb?error=OAUTH_APP_BLOCKED&" + name + "=" + canary,
			"https://" + canary + ".example/" + canary + "#" + name + "=" + canary + "&error=invalid_grant",
			`{"error":"invalid_scope","` + name + `":"` + canary + `"}`,
			"<fault><" + name + ">" + canary + "</" + name + ">INVALID_LOGIN</fault>",
			name + "=" + canary, // not recognised
		} {
			for _, format := range []string{"text", "json"} {
				p, out, errs := inProcess(t, nil)
				run(t.Context(), p, []string{"diagnose", seen, "--format", format, "--verbose"})
				if said := out.String() + errs.String(); strings.Contains(strings.ToLower(said), "canary") {
					t.Errorf("%s is echoed:\n%s", seen, said)
				}
			}
		}
	}
}
