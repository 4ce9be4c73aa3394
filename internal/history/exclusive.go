package history

import (
	"context"
	"errors"
	"fmt"
)

// Exclusive does something while no other process does so or changes the tables, such as bringing up to date what keeps
// its tables beside those of the reports. Migrate must not be called within.
func (s *Store) Exclusive(ctx context.Context, do func(context.Context) error) (err error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return fmt.Errorf("wait for the database's tables: %w", err)
	}
	defer func() { err = errors.Join(err, unlock()) }()
	return do(ctx)
}
