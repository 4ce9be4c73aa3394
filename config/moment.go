package config

import "time"

// ParseMoment reads a time as people write it: exact, or a day or a minute, which are taken as UTC like every time that
// a report shows. ok is false for anything else.
func ParseMoment(text string) (at time.Time, ok bool) {
	layouts := []string{time.RFC3339, "2006-01-02 15:04 MST", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly}
	for _, layout := range layouts {
		if at, err := time.Parse(layout, text); err == nil {
			return at, layout != "2006-01-02 15:04 MST" || at.Location() == time.UTC // no other zone has one meaning
		}
	}
	return time.Time{}, false
}
