package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"orgaudit/config"
	"orgaudit/internal/notify"
	"orgaudit/report"
)

func (p *Program) ReceiverNames() []string {
	settings, err := p.serveSettings("")
	if err != nil {
		return nil
	}
	return namesOf(settings.Notify)
}

func namesOf(list []config.ServeReceiver) []string {
	var names []string
	for _, r := range list {
		names = append(names, r.Name)
	}
	return names
}

func (p *Program) TestReceivers(ctx context.Context, file string, names []string) error {
	settings, err := p.serveSettings(file)
	if err != nil {
		return err
	}
	known := namesOf(settings.Notify)
	if len(known) == 0 {
		return Misuse("name one under notify in serve.yaml; `orgaudit schema serve` prints the format",
			"there is no receiver to test")
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return Misuse(Meant(name, known, "see notify in serve.yaml"), "there is no receiver %q", name)
		}
	}
	for _, r := range settings.Notify {
		if len(names) > 0 && !slices.Contains(names, r.Name) {
			continue
		}
		to, err := p.receiver(settings, r)
		if err != nil {
			return err
		}
		m := notify.Test(tool(), p.Now())
		m.ID = fmt.Sprintf("test-%d", p.Now().UnixNano())
		within, cancel := context.WithTimeout(ctx, 30*time.Second)
		answer, err := to.Send(within, m)
		cancel()
		if err != nil {
			answer, p.Code = err.Error(), ExitUntold
			fmt.Fprintf(p.Stdout, "✗ %s (%s): %s\n", r.Name, r.Type, report.Clean(answer))
			continue
		}
		fmt.Fprintf(p.Stdout, "✓ %s (%s): %s\n", r.Name, r.Type, report.Clean(answer))
	}
	return nil
}
