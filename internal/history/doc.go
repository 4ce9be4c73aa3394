// Package history keeps the reports of runs in a database: an SQLite file, or PostgreSQL by URL. It decides nothing:
// what a report says stays as it was said, and beside it stands what follows from the order of the runs: since when a
// finding fails, when it was fixed, what changed between two reports.
//
// One SQL text serves both databases. Times are integers of milliseconds since 1970 UTC, 0 for none; a report is its
// JSON form, packed by gzip. Only the migrations are written twice.
package history
