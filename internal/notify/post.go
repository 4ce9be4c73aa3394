package notify

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

// RefusedError is an answer that another attempt won't mend.
type RefusedError struct{ text string }

func (e *RefusedError) Error() string { return e.text }

const (
	sendTimeout = 20 * time.Second
	mostAnswer  = 64 << 10
)

// address is where messages are posted to. All of it but the host may be a secret, so it has no text.
type address struct{ url *url.URL }

func (address) String() string   { return "[address]" }
func (address) GoString() string { return "[address]" }

// parseAddress takes an https address; http only of this machine. The error doesn't repeat it.
func parseAddress(text string) (address, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	switch {
	case err != nil || u.Hostname() == "":
		return address{}, errors.New("its address is none: write it as https://host/path")
	case u.User != nil:
		return address{}, errors.New("its address holds a user name: take one without")
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return address{}, errors.New("its address must begin with https://")
	}
	u.Fragment = ""
	return address{u}, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// poster sends JSON to an address.
type poster struct {
	to     address
	client *http.Client
}

func newPoster(to string) (poster, error) {
	at, err := parseAddress(to)
	if err != nil {
		return poster{}, err
	}
	return poster{at, &http.Client{
		Timeout: sendTimeout,
		// A redirect could carry the message to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			ForceAttemptHTTP2:      true,
			TLSHandshakeTimeout:    10 * time.Second,
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: mostAnswer,
		},
	}}, nil
}

// answerWord is an answer that is safe to repeat, as Slack's "no_service".
var answerWord = regexp.MustCompile(`^[a-z]+(_[a-z]+){0,5}$`)

func (p poster) post(ctx context.Context, body []byte, header http.Header) (string, error) {
	host := p.to.url.Host
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.to.url.String(), bytes.NewReader(body))
	if err != nil {
		return "", &RefusedError{"the address can't be asked at " + host}
	}
	r.Header = header
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "orgaudit")
	answer, err := p.client.Do(r)
	if err != nil {
		// The text of what the client gives holds the whole address.
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
		return "", fmt.Errorf("reach %s: %w", host, err)
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(answer.Body, mostAnswer)) // the status has said it
	said := fmt.Sprintf("%s answered %d %s", host, answer.StatusCode, http.StatusText(answer.StatusCode))
	if word := strings.TrimSpace(string(text)); len(word) <= 40 && answerWord.MatchString(word) &&
		!strings.Contains(p.to.url.String(), word) {
		said += ": " + word
	}
	switch code := answer.StatusCode; {
	case code >= 200 && code < 300:
		return said, nil
	case code >= 300 && code < 400:
		return "", &RefusedError{said + ", which leads elsewhere: give the address that it leads to"}
	case code >= 400 && code < 500 && code != http.StatusRequestTimeout && code != http.StatusTooManyRequests &&
		code != http.StatusTooEarly:
		return "", &RefusedError{said + ": look at the address and at what the receiver expects"}
	}
	return "", errors.New(said)
}
