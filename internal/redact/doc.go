// Package redact puts pseudonyms in place of what a snapshot, a policy or a question names: people, user names, e-mail
// addresses, IP addresses, record ids, custom labels and the hosts of the org. A pseudonym is the same wherever the
// same thing is named, and a Key translates it back. Apps, what vendors publish and Salesforce's own words stay.
//
// Every text field of a snapshot has a class ([classes]); one without is an error, so that a new field can't leave the
// house unseen.
package redact
