package notify

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strconv"
	"strings"
	"testing"
)

// smtpStub takes one mail and gives its text. refuse answers a command by another code.
func smtpStub(t *testing.T, refuse map[string]string) (port int, letters chan string) {
	t.Helper()
	return smtpStubTLS(t, refuse, nil, false)
}

// smtpStubTLS offers STARTTLS by a certificate, or TLS from the start.
func smtpStubTLS(t *testing.T, refuse map[string]string, by *tls.Config, atOnce bool) (port int, letters chan string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	letters = make(chan string, 8)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			if atOnce {
				c = tls.Server(c, by)
			}
			go talk(c, refuse, letters, by)
		}
	}()
	_, text, _ := net.SplitHostPort(listener.Addr().String())
	port, _ = strconv.Atoi(text)
	return port, letters
}

func talk(c net.Conn, refuse map[string]string, letters chan string, by *tls.Config) {
	defer func() { _ = c.Close() }()
	say := func(line string) { fmt.Fprint(c, line+"\r\n") }
	in := bufio.NewReader(c)
	say("220 stub")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		command, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " ")
		if answer, ok := refuse[command]; ok {
			say(answer)
			continue
		}
		switch command {
		case "EHLO":
			if _, secured := c.(*tls.Conn); by != nil && !secured {
				say("250-stub\r\n250 STARTTLS")
				continue
			}
			say("250-stub\r\n250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go")
			c = tls.Server(c, by)
			in = bufio.NewReader(c)
		case "AUTH":
			_, sent, _ := strings.Cut(strings.TrimSpace(line)[5:], " ")
			if text, _ := base64.StdEncoding.DecodeString(sent); string(text) != "\x00me\x00CANARY" {
				say("535 no")
				continue
			}
			say("235 ok")
		case "DATA":
			say("354 go")
			var letter strings.Builder
			for {
				line, err := in.ReadString('\n')
				if err != nil || line == ".\r\n" {
					break
				}
				letter.WriteString(strings.TrimPrefix(line, "."))
			}
			letters <- letter.String()
			say("250 taken")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func mailTo(port int) Mail {
	return Mail{
		Host:     "127.0.0.1",
		Port:     port,
		Security: NoTLS,
		From:     "Orgaudit <audit@acme.example>",
		To:       []string{"a@acme.example", "b@acme.example"},
	}
}

func TestMail(t *testing.T) {
	port, letters := smtpStub(t, nil)
	settings := mailTo(port)
	settings.Username, settings.Password = "me", "CANARY"
	s, err := newMail(settings, now)
	if err != nil {
		t.Fatal(err)
	}
	m := message(t)
	m.Org.Name = evil
	answer, err := s.Send(t.Context(), m)
	if err != nil || !strings.Contains(answer, "took it for 2 recipients") {
		t.Fatalf("got %q %v", answer, err)
	}
	letter, err := mail.ReadMessage(strings.NewReader(<-letters))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(letter.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "prod (Evil <script>") {
		t.Errorf("subject %q %v", subject, err)
	}
	for name, want := range map[string]string{
		"Bcc":            "",
		"Message-Id":     "<d41d8cd9-7@orgaudit.invalid>",
		"Date":           "Tue, 24 Nov 2026 06:00:00 +0000",
		"Auto-Submitted": "auto-generated",
	} {
		if got := letter.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	_, parameters, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(letter.Body, parameters["boundary"])
	for _, name := range []string{"mail.txt", "mail.html"} {
		p, err := parts.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(quotedprintable.NewReader(p))
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, strings.ReplaceAll(string(text), "\r\n", "\n"))
		if name == "mail.html" && strings.Contains(string(text), "<script>") {
			t.Error("a name became markup")
		}
	}
}

// A password goes out under TLS only, and to a server whose certificate is trusted only.
func TestMailByTLS(t *testing.T) {
	known := httptest.NewTLSServer(nil)
	defer known.Close()
	roots := x509.NewCertPool()
	roots.AddCert(known.Certificate())
	for _, security := range []string{StartTLS, TLS} {
		port, letters := smtpStubTLS(t, nil, known.TLS, security == TLS)
		settings := mailTo(port)
		settings.Security, settings.Username, settings.Password = security, "me", "CANARY"
		s, err := newMail(settings, now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Send(t.Context(), message(t)); err == nil || len(letters) > 0 ||
			!strings.Contains(err.Error(), "isn't trusted") {
			t.Errorf("%s: a certificate of nobody: %v", security, err)
		}
		s.(*mailer).trust = &tls.Config{RootCAs: roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
		if _, err := s.Send(t.Context(), message(t)); err != nil || len(letters) != 1 {
			t.Errorf("%s: %v", security, err)
		}
	}
}

func TestMailFailures(t *testing.T) {
	for _, c := range []struct {
		refuse map[string]string
		want   string
		final  bool
	}{
		{map[string]string{"AUTH": "535 no CANARY"}, "answered 535", true},
		{map[string]string{"RCPT": "550 unknown CANARY"}, "answered 550", true},
		{map[string]string{"MAIL": "451 later CANARY"}, "answered 451", false},
	} {
		port, _ := smtpStub(t, c.refuse)
		settings := mailTo(port)
		settings.Username, settings.Password = "me", "CANARY"
		s, err := newMail(settings, now)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Send(t.Context(), message(t))
		_, final := errors.AsType[*RefusedError](err)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "CANARY") ||
			final != c.final {
			t.Errorf("%s: got %v, final %t", c.want, err, final)
		}
		if text := fmt.Sprintf("%v %+v %#v", s, s, settings); strings.Contains(text, "CANARY") {
			t.Errorf("printed: %s", text)
		}
	}
	// A server that offers no TLS is sent nothing.
	port, letters := smtpStub(t, nil)
	settings := mailTo(port)
	settings.Security = StartTLS
	s, err := newMail(settings, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(t.Context(), message(t)); err == nil || len(letters) > 0 {
		t.Errorf("got %v", err)
	}
	if _, err := newMail(Mail{Host: "mail.acme.example", Security: NoTLS}, now); err == nil {
		t.Error("a password could go out in the clear")
	}
}
