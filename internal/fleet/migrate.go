package fleet

import (
	"context"
	"embed"
	"fmt"
	"log/slog"

	"github.com/riverqueue/river/rivermigrate"
)

//go:embed sqlite/*.sql postgres/*.sql
var migrations embed.FS

// migrate makes the tables of the queue and those beside it. Many processes may do so at once.
func (f *Fleet) migrate(ctx context.Context) error {
	if err := f.store.Migrate(ctx, migrations, "orgaudit_fleet_version"); err != nil {
		return err
	}
	m, err := rivermigrate.New(f.driver, &rivermigrate.Config{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return fmt.Errorf("make the tables of the queue: %w", err)
	}
	return f.store.Exclusive(ctx, func(ctx context.Context) error {
		if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
			return fmt.Errorf("make the tables of the queue: %w", err)
		}
		return nil
	})
}
