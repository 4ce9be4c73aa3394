package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// SignatureHeader holds the time of sending and the signature of a webhook: "t=1764000000,v1=hex". The signature is the
// HMAC-SHA256 of the time, a dot and the body, under the secret that both sides know.
const SignatureHeader = "X-Orgaudit-Signature"

type webhook struct {
	poster
	secret string
	now    func() time.Time
}

// newWebhook posts a Message as JSON. Without a secret nothing is signed. A receiver drops what it got before by the
// header X-Orgaudit-Delivery, which is the message's ID.
func newWebhook(address, secret string, now func() time.Time) (Receiver, error) {
	p, err := newPoster(address)
	if err != nil {
		return nil, err
	}
	return &webhook{p, secret, now}, nil
}

func (w *webhook) Send(ctx context.Context, m Message) (string, error) {
	body, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	header := http.Header{"X-Orgaudit-Event": {m.Type}, "X-Orgaudit-Delivery": {m.ID}}
	if w.secret != "" {
		at := w.now().Unix()
		header.Set(SignatureHeader, fmt.Sprintf("t=%d,v1=%s", at, signature(w.secret, at, body)))
	}
	return w.post(ctx, body, header)
}

func signature(secret string, at int64, body []byte) string {
	sum := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(sum, "%d.", at)
	sum.Write(body)
	return hex.EncodeToString(sum.Sum(nil))
}
