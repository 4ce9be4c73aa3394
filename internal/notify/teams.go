package notify

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
)

type teams struct{ poster }

// newTeams posts an Adaptive Card to a webhook of a Microsoft Teams workflow ("Post to a channel when a webhook request
// is received"), which took the place of the connectors.
func newTeams(address string) (Receiver, error) {
	p, err := newPoster(address)
	return &teams{p}, err
}

func (t *teams) Send(ctx context.Context, m Message) (string, error) {
	body, err := json.Marshal(teamsMessage(m))
	if err != nil {
		return "", err
	}
	return t.post(ctx, body, http.Header{})
}

// teamsMost keeps a card below the 28 KB that Teams takes.
const teamsMost = 20_000

type cardRun struct {
	Type   string `json:"type"`
	Text   string `json:"text"`
	Weight string `json:"weight,omitempty"`
	Size   string `json:"size,omitempty"`
	Subtle bool   `json:"isSubtle,omitempty"`
}

type cardBlock struct {
	Type    string    `json:"type"`
	Inlines []cardRun `json:"inlines"`
}

// teamsMessage writes everything in text runs, in which Adaptive Cards read no Markdown.
func teamsMessage(m Message) map[string]any {
	run := func(text string) cardRun { return cardRun{Type: "TextRun", Text: cardText(text)} }
	block := func(r cardRun) cardBlock { return cardBlock{"RichTextBlock", []cardRun{r}} }
	title, left := run(short(m.title(), 300)), teamsMost
	title.Weight, title.Size = "Bolder", "Medium"
	body := []cardBlock{block(title)}
	for _, p := range m.parts() {
		heading := run(p.Heading)
		heading.Weight = "Bolder"
		body = append(body, block(heading))
		left -= len(p.Heading) + 80
		for _, line := range p.Lines {
			line = short(line, 1000)
			if left -= len(line) + 80; left < 0 {
				body = append(body, block(run("More is on the dashboard.")))
				break
			}
			body = append(body, block(run("• "+line)))
		}
		if left < 0 {
			break
		}
	}
	when := run(m.when())
	when.Subtle = true
	card := map[string]any{
		"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard", "version": "1.4",
		"body": append(body, block(when)),
	}
	if m.Run.URL != "" {
		card["actions"] = []map[string]string{{"type": "Action.OpenUrl", "title": "Open the run", "url": m.Run.URL}}
	}
	return map[string]any{"type": "message", "attachments": []map[string]any{
		{"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": nil, "content": card},
	}}
}

// cardText breaks the functions that cards know, as {{DATE(…)}}.
func cardText(text string) string { return strings.ReplaceAll(text, "{{", "{ {") }
