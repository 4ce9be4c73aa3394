// Command orgaudit tells whether a user can connect an app to a Salesforce org, what stands in the way, and which
// documented fix applies. It only reads.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"orgaudit/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The first signal ends the run with a report of what was read; a second one ends the program at once.
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, app.New(), os.Args[1:]))
}
