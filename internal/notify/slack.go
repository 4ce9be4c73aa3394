package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

type slack struct{ poster }

// newSlack posts to an incoming webhook of Slack. Names stand in plain text objects, where Slack reads no markup.
func newSlack(address string) (Receiver, error) {
	p, err := newPoster(address)
	return &slack{p}, err
}

// Bounds of Slack's blocks: "Block Kit: header, section, section text, blocks in a message".
const (
	slackHeader  = 150
	slackSection = 3000
	slackBlocks  = 50
)

type slackText struct {
	Type  string `json:"type"`
	Text  string `json:"text"`
	Emoji *bool  `json:"emoji,omitempty"`
}

type slackBlock struct {
	Type string    `json:"type"`
	Text slackText `json:"text"`
}

func (s *slack) Send(ctx context.Context, m Message) (string, error) {
	body, err := json.Marshal(slackMessage(m))
	if err != nil {
		return "", err
	}
	return s.post(ctx, body, http.Header{})
}

func slackMessage(m Message) map[string]any {
	plain := func(text string, most int) slackText {
		return slackText{"plain_text", short(text, most), new(bool)}
	}
	blocks := []slackBlock{{"header", plain(m.title(), slackHeader)}}
	for _, p := range m.parts() {
		lines := p.Heading
		for _, line := range p.Lines {
			lines += "\n• " + line
		}
		blocks = append(blocks, slackBlock{"section", plain(lines, slackSection)})
	}
	blocks = append(blocks, slackBlock{"section", plain(m.when(), slackSection)})
	if m.Run.URL != "" {
		blocks = append(blocks,
			slackBlock{"section", slackText{Type: "mrkdwn", Text: "<" + slackEscaped(m.Run.URL) + "|Open the run>"}})
	}
	// The text is what notifications show, and Slack reads markup in it.
	return map[string]any{"text": slackEscaped(m.title()), "blocks": blocks[:min(len(blocks), slackBlocks)]}
}

// slackEscaped takes the three characters by which Slack's markup begins out
// of a text: "Formatting text for app surfaces".
func slackEscaped(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// short cuts a text to a number of characters.
func short(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}
