// Package audit holds the words of the program (Snapshot, Policy, Check, Finding, Fix, Report) and Evaluate, the one
// pure function that judges a snapshot. It knows no network, no files, no clock and no format: the same snapshot,
// policy and checks always give the same report.
package audit
