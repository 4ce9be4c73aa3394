package notify

import (
	"crypto/hmac"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// got is what a receiver was sent.
type got struct {
	header http.Header
	body   string
}

// answers is a receiver that says one thing.
func answers(t *testing.T, status int, text string, to *got) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		*to = got{r.Header, string(body)}
		if status == http.StatusFound {
			w.Header().Set("Location", "https://evil.example/")
		}
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// verify is how a receiver checks a webhook.
func verify(header http.Header, body, secret string, now time.Time) error {
	at, sum, ok := strings.Cut(strings.TrimPrefix(header.Get(SignatureHeader), "t="), ",v1=")
	sent, err := strconv.ParseInt(at, 10, 64)
	if !ok || err != nil {
		return errors.New("there is no signature")
	}
	if age := now.Sub(time.Unix(sent, 0)); age.Abs() > 5*time.Minute {
		return errors.New("it is too old")
	}
	if !hmac.Equal([]byte(sum), []byte(signature(secret, sent, []byte(body)))) {
		return errors.New("the signature is another")
	}
	return nil
}

func TestWebhook(t *testing.T) {
	var have got
	w, err := newWebhook(answers(t, 204, "", &have)+"/hook?key=CANARY", "s3cret", now)
	if err != nil {
		t.Fatal(err)
	}
	m := message(t)
	answer, err := w.Send(t.Context(), m)
	if err != nil || !strings.HasSuffix(answer, "answered 204 No Content") {
		t.Errorf("got %q %v", answer, err)
	}
	if have.header.Get("X-Orgaudit-Delivery") != m.ID || have.header.Get("X-Orgaudit-Event") != "change" ||
		have.header.Get("Content-Type") != "application/json" {
		t.Errorf("headers: %v", have.header)
	}
	if err := verify(have.header, have.body, "s3cret", now()); err != nil {
		t.Error(err)
	}
	for name, err := range map[string]error{
		"another secret": verify(have.header, have.body, "other", now()),
		"another body":   verify(have.header, have.body+" ", "s3cret", now()),
		"replayed":       verify(have.header, have.body, "s3cret", now().Add(time.Hour)),
	} {
		if err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
	unsigned, err := newWebhook(answers(t, 200, "", &have), "", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := unsigned.Send(t.Context(), Test("orgaudit", now())); err != nil ||
		have.header.Get(SignatureHeader) != "" || have.header.Get("X-Orgaudit-Event") != "test" {
		t.Errorf("got %v %v", err, have.header)
	}
}

// The known value keeps the signature what receivers compute: printf '%s'
// '1764000000.{}' | openssl dgst -sha256 -hmac s3cret
func TestSignature(t *testing.T) {
	if got := signature("s3cret", 1764000000, []byte("{}")); got != knownSignature {
		t.Errorf("got %s", got)
	}
}

func TestSlack(t *testing.T) {
	var have got
	s, err := newSlack(answers(t, 200, "ok", &have))
	if err != nil {
		t.Fatal(err)
	}
	if answer, err := s.Send(t.Context(), message(t)); err != nil || !strings.HasSuffix(answer, "200 OK: ok") {
		t.Errorf("got %q %v", answer, err)
	}
	golden(t, "slack.json", pretty(t, slackMessage(message(t))))
	long := message(t)
	long.Org.Name = strings.Repeat("<", 5000)
	for range 100 {
		long.Events = append(long.Events, long.Events...)[:min(2*len(long.Events), 2000)]
	}
	blocks, _ := slackMessage(long)["blocks"].([]slackBlock)
	for _, b := range blocks {
		if n := len([]rune(b.Text.Text)); n > slackSection || b.Type == "header" && n > slackHeader {
			t.Errorf("%s has %d characters", b.Type, n)
		}
	}
	if len(blocks) > slackBlocks {
		t.Errorf("%d blocks", len(blocks))
	}
}

func TestTeams(t *testing.T) {
	var have got
	s, err := newTeams(answers(t, 202, "", &have))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(t.Context(), message(t)); err != nil {
		t.Error(err)
	}
	golden(t, "teams.json", pretty(t, teamsMessage(message(t))))
	if strings.Contains(have.body, `"TextBlock"`) || strings.Contains(have.body, "{{") {
		t.Errorf("a name could be read as Markdown or as a function: %s", have.body)
	}
	long := message(t)
	for range 12 {
		long.Events = append(long.Events, long.Events...)
	}
	if n := len(pretty(t, teamsMessage(long))); n > 2*28_000 { // with the white space of pretty
		t.Errorf("%d bytes", n)
	}
}

// An error names the host and its answer, and nothing of the address or of what was sent or answered.
func TestFailures(t *testing.T) {
	closed := httptest.NewServer(nil)
	closed.Close()
	for _, c := range []struct {
		address string
		want    string
		final   bool
	}{
		{answers(t, 404, "no_service", new(got)), "answered 404 Not Found: no_service", true},
		{answers(t, 400, "bad CANARY <b>", new(got)), "answered 400 Bad Request: look", true},
		{answers(t, 302, "", new(got)), "leads elsewhere", true},
		{answers(t, 429, "", new(got)), "answered 429", false},
		{answers(t, 503, strings.Repeat("x", 1<<20), new(got)), "answered 503", false},
		{closed.URL, "connection refused", false},
	} {
		s, err := newSlack(c.address + "/services/CANARY?sig=CANARY")
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Send(t.Context(), message(t))
		_, final := errors.AsType[*RefusedError](err)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "CANARY") ||
			final != c.final {
			t.Errorf("%s: got %v, final %t", c.want, err, final)
		}
		if text := fmt.Sprintf("%v %+v %#v", s, s, s); strings.Contains(text, "CANARY") {
			t.Errorf("printed: %s", text)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, bad := range []string{
		"", "CANARY", "http://hooks.example/CANARY", "ftp://127.0.0.1/CANARY", "https://u:CANARY@hooks.example/",
	} {
		if _, err := newTeams(bad); err == nil || strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: got %v", bad, err)
		}
	}
	for _, good := range []string{
		"https://hooks.example/a", " https://hooks.example\n", "http://127.0.0.1:1/", "http://localhost/",
	} {
		if _, err := newTeams(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}

const knownSignature = "6850ae36adb3d514d560e4f72b01d4ed2cd2e5702a042a7728aa7c2d94d2d1cb"
