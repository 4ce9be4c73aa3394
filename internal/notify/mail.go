package notify

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/textproto"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// Mail is how e-mail is sent.
type Mail struct {
	Host     string // of the server
	Port     int    // 0 = 587 with STARTTLS, 465 with TLS
	Security string // "starttls", "tls", or "none" for a server on this machine
	Username string // "" = the server asks nobody who sends
	Password string
	From     string
	To       []string
}

// String leaves the password out.
func (m Mail) String() string { return "[mail by " + m.Host + "]" }

// GoString leaves the password out.
func (m Mail) GoString() string { return m.String() }

// Ways to protect the connection to a mail server.
const (
	StartTLS = "starttls"
	TLS      = "tls"
	NoTLS    = "none"
)

type mailer struct {
	Mail
	now   func() time.Time
	trust *tls.Config // nil = the certificates of the system
}

// newMail sends a plain and an HTML part in one mail to all recipients.
func newMail(m Mail, now func() time.Time) (Receiver, error) {
	if m.Security == "" {
		m.Security = StartTLS
	}
	if m.Security == NoTLS && !loopback(m.Host) {
		return nil, errors.New("mail goes out without TLS only to a server on this machine: take starttls or tls")
	}
	if m.Port == 0 {
		m.Port = map[string]int{
			StartTLS: mail.DefaultPortTLS, TLS: mail.DefaultPortSSL, NoTLS: mail.DefaultPort,
		}[m.Security]
	}
	return &mailer{Mail: m, now: now}, nil
}

func (s *mailer) Send(ctx context.Context, m Message) (string, error) {
	letter, err := s.letter(m)
	if err != nil {
		return "", &RefusedError{err.Error()}
	}
	options := []mail.Option{mail.WithPort(s.Port), mail.WithTimeout(sendTimeout), mail.WithHELO("orgaudit")}
	switch s.Security {
	case TLS:
		options = append(options, mail.WithSSL())
	case NoTLS:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.trust != nil {
		options = append(options, mail.WithTLSConfig(s.trust))
	}
	if s.Username != "" {
		way := mail.SMTPAuthAutoDiscover
		if s.Security == NoTLS {
			way = mail.SMTPAuthPlain // which the discovery passes over where nothing is encrypted
		}
		options = append(options, mail.WithSMTPAuth(way), mail.WithUsername(s.Username), mail.WithPassword(s.Password))
	}
	client, err := mail.NewClient(s.Host, options...)
	if err != nil {
		return "", &RefusedError{fmt.Sprintf("send mail by %s: its settings can't be used", s.Host)}
	}
	if err := client.DialAndSendWithContext(ctx, letter); err != nil {
		return "", s.failure(err)
	}
	return fmt.Sprintf("%s:%d took it for %s", s.Host, s.Port, plural(len(s.To), "recipient", "recipients")), nil
}

// failure says what a server answered by its code only: its text may repeat what was sent.
func (s *mailer) failure(err error) error {
	at := net.JoinHostPort(s.Host, fmt.Sprint(s.Port))
	if answer, ok := errors.AsType[*textproto.Error](err); ok {
		text := fmt.Sprintf("%s answered %d", at, answer.Code)
		if answer.Code >= 500 {
			return &RefusedError{text + ": look at the user name, the password and the addresses"}
		}
		return errors.New(text)
	}
	if answer, ok := errors.AsType[*mail.SendError](err); ok && answer.ErrorCode() > 0 {
		text := fmt.Sprintf("%s answered %d", at, answer.ErrorCode())
		if !answer.IsTemp() {
			return &RefusedError{text + ": look at the sender's and the recipients' addresses"}
		}
		return errors.New(text)
	}
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		return fmt.Errorf("reach %s: %w", at, failed)
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return &RefusedError{at + " shows a certificate that isn't trusted here"}
	}
	return fmt.Errorf("%s did not take the mail: it may not offer %s, or no way to sign in that is safe with it",
		at, s.Security)
}

func (s *mailer) letter(m Message) (*mail.Msg, error) {
	html, err := htmlOf(m)
	if err != nil {
		return nil, err
	}
	letter := mail.NewMsg()
	if err := letter.From(s.From); err != nil {
		return nil, errors.New("the address of the sender is none")
	}
	if err := letter.To(s.To...); err != nil {
		return nil, errors.New("the address of a recipient is none")
	}
	letter.Subject(m.title()) // it is cleaned: no line break can add a header
	letter.SetDateWithValue(s.now())
	if m.ID != "" { // the same in every attempt, so that a mail that came twice shows once
		letter.SetMessageIDWithValue(strings.Map(idRune, m.ID) + "@orgaudit.invalid")
	}
	letter.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's absence note answers it
	letter.SetBodyString(mail.TypeTextPlain, m.Text())
	letter.AddAlternativeString(mail.TypeTextHTML, html)
	return letter, nil
}

func idRune(r rune) rune {
	if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' {
		return r
	}
	return '-'
}

const mailPage = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Title}}</title></head>
<body style="font-family:sans-serif;line-height:1.4;max-width:40em">
<h2 style="font-size:1.2em">{{.Title}}</h2>
{{range .Parts}}<h3 style="font-size:1em;margin-bottom:.2em">{{.Heading}}</h3>
<ul style="margin-top:0">{{range .Lines}}<li>{{.}}</li>{{end}}</ul>
{{end}}<p style="color:#555">{{.When}}</p>
{{with .URL}}<p><a href="{{.}}">Open the run</a></p>
{{end}}</body></html>
`

func htmlOf(m Message) (string, error) {
	page, err := template.New("mail").Parse(mailPage)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	err = page.Execute(&b, struct {
		Title string
		Parts []part
		When  string
		URL   string
	}{m.title(), m.parts(), m.when(), m.Run.URL})
	return b.String(), err
}
