// Package notify says to people what changed in an org: one message for an org and a run, by a webhook,
// Slack, Microsoft Teams or e-mail. It decides what is worth telling and how each receiver is told; when to
// tell and how often to try again is its caller's.
//
// A message holds counts, check IDs and names of apps; whom a finding is about only where the receiver asks for it. It
// never holds what Salesforce answered, and no address or password of a receiver reaches an error.
package notify
