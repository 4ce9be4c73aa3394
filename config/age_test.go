package config

import (
	"testing"
	"time"
)

func TestAge(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90s": 90 * time.Second, "5m": 5 * time.Minute, "1h30m": 90 * time.Minute, "36h": 36 * time.Hour,
		"30d": 720 * time.Hour, "2w": 336 * time.Hour, "0s": 0,
	} {
		if age, ok := ParseAge(text); !ok || age != want {
			t.Errorf("%q is read as %v, %t, not as %v", text, age, ok, want)
		}
	}
	for _, text := range []string{
		"", "5", "soon", "-3d", "-5m", "1.5d", "2y", "1d12h", "36501d", "99999999999w", "999999h",
	} {
		if age, ok := ParseAge(text); ok {
			t.Errorf("%q is read as %v", text, age)
		}
	}
}
