// Package bundle packs a run for somebody else to look at: the report, the snapshot that it rests on, the question, the
// policy and the connectors, with pseudonyms in place of names and a manifest of sums. What is in a bundle
// can be judged again, and gives the same report.
package bundle
