// Package checks holds what can be wrong, one file per check. All is the only registration. A check is a value: its
// words, the parts of a snapshot that it needs, and a pure function that judges.
package checks
