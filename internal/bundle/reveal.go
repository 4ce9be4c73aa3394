package bundle

import (
	"encoding/json"

	"orgaudit/audit"
	"orgaudit/internal/redact"
)

// Revealed is a report of a bundle with the names that its pseudonyms stand for.
func Revealed(r *audit.Report, key *redact.Key) (*audit.Report, error) {
	all, err := asTree(r)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(translated(all, key.Revealer()))
	if err != nil {
		return nil, err
	}
	out := &audit.Report{}
	err = json.Unmarshal(text, out)
	return out, err
}

func translated(v any, translate func(string) string) any {
	switch v := v.(type) {
	case string:
		return translate(v)
	case []any:
		for i := range v {
			v[i] = translated(v[i], translate)
		}
	case map[string]any:
		for key := range v {
			v[key] = translated(v[key], translate)
		}
	}
	return v
}
