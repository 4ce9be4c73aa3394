package history

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

func (s *Store) openPostgres(ctx context.Context, address string) error {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		// What the parsers say holds pieces of the URL, and a password may be the very piece that they tripped over.
		if _, bad := url.Parse(address); bad != nil {
			return errors.New("the database URL can't be read: write the characters of the password that are no " +
				"letters and digits as %XX")
		}
		return errors.New("the database URL can't be read: a setting in it has a wrong value, " +
			"or a file that it names is not there")
	}
	config.ConnConfig.RuntimeParams["application_name"] = "orgaudit"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return unreachable(ctx, config, err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return unreachable(ctx, config, err)
	}
	s.pool, s.db, s.dialect = pool, stdlib.OpenDBFromPool(pool), Postgres
	s.lock = advisoryLock(config.ConnConfig)
	return nil
}

// unreachable says why the database doesn't answer, in one line and without the password. The library repeats
// itself for each address and each way of encrypting.
func unreachable(ctx context.Context, config *pgxpool.Config, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("open the database: %w", context.Cause(ctx))
	}
	said := strings.Join(strings.Fields(err.Error()), " ")
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		said = answer.Message
	} else if failed, ok := errors.AsType[*net.OpError](err); ok {
		said = failed.Error()
	}
	said = "open the database at " + config.ConnConfig.Host + ": " + said
	if secret := config.ConnConfig.Password; secret != "" {
		said = strings.ReplaceAll(said, secret, "…")
	}
	return errors.New(said)
}

// advisoryLock lets one process at a time change the tables. It holds a connection of its own: a pool may have one
// only, which the change needs. PostgreSQL gives the lock back when the connection ends.
func advisoryLock(config *pgx.ConnConfig) locker {
	const key = 0x6f7267617564 // "orgaud"
	return func(ctx context.Context) (func() error, error) {
		conn, err := pgx.ConnectConfig(ctx, config)
		if err != nil {
			return nil, err
		}
		if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(key)); err != nil {
			return nil, errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
		}
		return func() error { return conn.Close(context.WithoutCancel(ctx)) }, nil
	}
}
