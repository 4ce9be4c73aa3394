// Package app is what the commands, the server and the fleet share: it asks, reads, judges, records and tells. It knows
// the world by its Program only, and no flag: those are cmd/orgaudit's.
package app
