package config

import (
	"strconv"
	"strings"
	"time"
)

// HowAge is how an age or a duration is written, for the hint of an error.
const HowAge = "write it as 90s, 5m, 36h, 30d or 12w"

// ParseAge reads an age or a duration as people write it: what Go's own notation says (90s, 1h30m), and whole days and
// weeks (30d, 12w). ok is false for anything else, for what is negative and for more than a hundred years.
func ParseAge(text string) (age time.Duration, ok bool) {
	const day = 24 * time.Hour
	for suffix, unit := range map[string]time.Duration{"d": day, "w": 7 * day} {
		if number, found := strings.CutSuffix(text, suffix); found {
			n, err := strconv.Atoi(number)
			return time.Duration(n) * unit, err == nil && n >= 0 && n <= int(36500*day/unit)
		}
	}
	age, err := time.ParseDuration(text)
	return age, err == nil && age >= 0 && age <= 36500*day
}
