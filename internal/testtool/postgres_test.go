package testtool_test

import (
	"net/url"
	"os"
	"testing"

	"orgaudit/internal/testtool"
)

// Each call gives a database of its own, and a server that was stopped comes back.
func TestPostgres(t *testing.T) {
	first, second := testtool.Postgres(t), testtool.Postgres(t)
	if first == second {
		t.Errorf("twice %s", first)
	}
	s := testtool.PostgresServer(t)
	at, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	socket := at.Query().Get("host") + "/.s.PGSQL.5432"
	there := func() bool { _, err := os.Stat(socket); return err == nil }
	for _, end := range []func(testing.TB){s.Stop, s.Kill} {
		if !there() {
			t.Fatal("it is not running")
		}
		end(t)
		if there() {
			t.Error("it is still running")
		}
		s.Start(t)
	}
	if !there() {
		t.Error("it did not come back")
	}
}
