package config

import (
	"testing"
	"time"
)

func TestMoment(t *testing.T) {
	morning := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for text, want := range map[string]time.Time{
		"2026-11-20T09:00:00Z": morning, "2026-11-20T18:00:00+09:00": morning, "2026-11-20 09:00": morning,
		"2026-11-20T09:00": morning, "2026-11-20 09:00 UTC": morning, "2026-11-20": morning.Truncate(24 * time.Hour),
	} {
		if at, ok := ParseMoment(text); !ok || !at.Equal(want) {
			t.Errorf("%q is read as %v, %t, not as %v", text, at, ok, want)
		}
	}
	for _, text := range []string{"", "yesterday", "20.11.2026", "2026-11-20 09:00 KST", "2026-13-01"} {
		if at, ok := ParseMoment(text); ok {
			t.Errorf("%q is read as %v", text, at)
		}
	}
}
