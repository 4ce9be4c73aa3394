package diagnose_test

import (
	"bytes"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"orgaudit/internal/diagnose"
)

// Secrets stand in every parameter that a callback, a token request or a page can carry.
func TestNothingSecretIsEchoed(t *testing.T) {
	const canary = "CANARYs3cr3t"
	names := strings.Fields(`code state access_token refresh_token id_token token client_secret client_id code_verifier password
		assertion sid session_id signature id instance_url startURL RelayState SAMLResponse error error_description error_uri
		message reason status title user username email`)
	for _, name := range names {
		query := url.Values{name: {canary}}.Encode()
		wrapped := url.QueryEscape("https://x.example/?" + query)
		for _, seen := range []string{
			"https://app.example/cb?error=OAUTH_APP_BLOCKED&" + query,
			"https://app.example/cb#" + query + "&error=invalid_grant",
			"https://app.example/" + canary + "?next=" + wrapped + "&error=app_blocked",
			"https://" + canary + ".example/cb?error=app_blocked",
			"https://jane:" + canary + "@x.example/?error=app_blocked",
			fmt.Sprintf(`{%q:%q,"error":"invalid_grant"}`, name, canary), fmt.Sprintf(`{"error":"app_blocked","data":{%q:{"x":[%q]}}}`, name, canary),
			fmt.Sprintf("<%s>%s</%s><faultcode>INVALID_LOGIN</faultcode>", name, canary, name), name + "=" + canary + " invalid_grant: ip restricted",
			name + ": " + canary + "\nAuthorization: Bearer " + canary + "\n\nOAUTH_APP_BLOCKED",
			"OAUTH_APP_BLOCKED" + canary + " app_blocked",
		} {
			got := diagnose.Propose(seen, vendor())
			if !got.Recognised() {
				t.Errorf("not recognised: %s", seen)
			}
			if said := fmt.Sprintf("%+v", *got); strings.Contains(strings.ToLower(said), "canary") {
				t.Errorf("%s is echoed: %s", seen, said)
			}
		}
	}
}

func TestHostileInput(t *testing.T) {
	for name, seen := range map[string]string{
		"deep JSON":           strings.Repeat(`{"error":`, 20000) + `"x"` + strings.Repeat("}", 20000),
		"deep arrays":         strings.Repeat("[", 1<<15),
		"many braces":         strings.Repeat("{", 1<<15),
		"many escapes":        strings.Repeat("%25", 1<<16),
		"escapes of escapes":  strings.Repeat("%2525", 1<<15),
		"many parameters":     "https://x.example/?" + strings.Repeat("error=x&", 1<<14),
		"URLs in URLs":        strings.Repeat("https://x.example/?u=", 1<<15),
		"a long word":         strings.Repeat("a", 1<<18),
		"many tags":           strings.Repeat("<a>", 1<<16),
		"open tags":           strings.Repeat("<", 1<<18),
		"many lines":          strings.Repeat("\n|\"", 1<<16),
		"many codes":          strings.Repeat("INVALID_FOO ", 1<<16),
		"broken bytes":        strings.Repeat("\xff\xfe\x80", 1<<10),
		"colours and bells":   "\x1b[31mnothing\x1b[0m\a\b",
		"right to left":       "\u202eDEKCOLB_PPA_HTUAO",
		"entities":            strings.Repeat("&amp;", 1<<15) + ";",
		"more than the bound": strings.Repeat("x", 3<<20) + " OAUTH_APP_BLOCKED",
	} {
		t.Run(name, func(t *testing.T) {
			if got := diagnose.Propose(seen, vendor()); got.Recognised() {
				t.Errorf("taken for %q", got.Text)
			}
		})
	}
}

func TestText(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want string // "" for a refusal that says refused
		says string
	}{
		{"text", []byte("OAUTH_APP_BLOCKED\n"), "OAUTH_APP_BLOCKED\n", ""},
		{"byte order mark", []byte("\ufeffapp_blocked"), "app_blocked", ""},
		{"UTF-16 of Windows", []byte("\xff\xfea\x00p\x00p\x00"), "app", ""},
		{"UTF-16, big end first", []byte("\xfe\xff\x00a\x00p\x00p"), "app", ""},
		{
			"an old character set",
			[]byte("Zugriff verweigert f\xfcr Jane: access_denied"),
			"Zugriff verweigert f\ufffdr Jane: access_denied",
			"",
		},
		{"colours of a terminal", []byte("\x1b[31mapp_blocked\x1b[0m"), "\x1b[31mapp_blocked\x1b[0m", ""},
		{"NUL", []byte("app_blocked\x00"), "", "binary"},
		{
			"a picture",
			append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat([]byte{0xde, 0xad, 0x01, 0x02}, 64)...),
			"",
			"binary",
		},
		{"control characters", bytes.Repeat([]byte{1, 2, 3, 'a'}, 64), "", "binary"},
		{"empty", nil, "", "empty"},
		{"blank", []byte(" \n\t"), "", "empty"},
		{"at the bound", bytes.Repeat([]byte("x"), diagnose.MaxInput), strings.Repeat("x", diagnose.MaxInput), ""},
		{"past the bound", bytes.Repeat([]byte("x"), diagnose.MaxInput+1), "", "longer than 1024 KiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := diagnose.Text(c.data)
			if c.says != "" {
				if err == nil || !strings.Contains(err.Error(), c.says) {
					t.Errorf("error %v, want one that says %q", err, c.says)
				}
				return
			}
			if err != nil || got != c.want {
				t.Errorf("got %.40q, %v", got, err)
			}
		})
	}
}

// FuzzPropose holds that nothing but the table's words comes out, and that words of the table bring themselves in.
func FuzzPropose(f *testing.F) {
	for _, seen := range innocent() {
		f.Add(seen)
	}
	f.Add("https://app.example/callback?error=OAUTH_APP_BLOCKED&code=aPrx")
	f.Add(`{"error":{"error":[{"code":"x"}]}}`)
	f.Add("%25%32%35?error=%zz#&&&")
	f.Add("error=https%3A%2F%2Fx.example%2F%3Ferror%3Dapp_blocked&message=<a>&amp;lt;")
	f.Add("Login History: User is frozen | Restricted IP\tINVALID_LOGIN: Trial Expired")
	var known []string
	for _, row := range diagnose.Table() {
		known = slices.Concat(known, row.Codes, row.With, row.Texts, row.Statuses)
	}
	for _, s := range vendor()[0].Symptoms {
		known = append(known, s.Match)
	}
	f.Fuzz(func(t *testing.T, seen string) {
		got := diagnose.Propose(seen, vendor())
		rest := got.Text
		for _, s := range known {
			if rest == s {
				rest = ""
			}
		}
		for part := range strings.SplitSeq(rest, ": ") {
			if part != "" && part != diagnose.Unrecognised && !slices.ContainsFunc(known, func(s string) bool {
				return strings.Contains(s, part)
			}) {
				t.Errorf("%q says %q, which no table does", seen, part)
			}
		}
		again := diagnose.Propose(seen, vendor())
		if again.Text != got.Text || !slices.Equal(again.Checks, got.Checks) {
			t.Errorf("%q: %q, then %q", seen, got.Text, again.Text)
		}
		beside := diagnose.Propose("OAUTH_APP_BLOCKED\n"+seen, nil)
		if len(seen) < 1000 && !slices.Contains(beside.Checks, "app-blocked") {
			t.Errorf("OAUTH_APP_BLOCKED is lost beside %q: %q", seen, beside.Text)
		}
	})
}
