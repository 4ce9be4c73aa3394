package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"orgaudit/config"
	"orgaudit/internal/notify"
	"orgaudit/report"
)

func (p *program) receiverNames() []string {
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

func (p *program) testReceivers(ctx context.Context, file string, names []string) error {
	settings, err := p.serveSettings(file)
	if err != nil {
		return err
	}
	known := namesOf(settings.Notify)
	if len(known) == 0 {
		return misuse("name one under notify in serve.yaml; `orgaudit schema serve` prints the format", "there is no receiver to test")
	}
	for _, name := range names {
		if !slices.Contains(known, name) {
			return misuse(meant(name, known, "see notify in serve.yaml"), "there is no receiver %q", name)
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
		m := notify.Test(tool(), p.now())
		m.ID = fmt.Sprintf("test-%d", p.now().UnixNano())
		within, cancel := context.WithTimeout(ctx, 30*time.Second)
		answer, err := to.Send(within, m)
		cancel()
		if err != nil {
			answer, p.code = err.Error(), exitUntold
			fmt.Fprintf(p.stdout, "✗ %s (%s): %s\n", r.Name, r.Type, report.Clean(answer))
			continue
		}
		fmt.Fprintf(p.stdout, "✓ %s (%s): %s\n", r.Name, r.Type, report.Clean(answer))
	}
	return nil
}
