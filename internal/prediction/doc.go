// Package prediction holds the verdict of an audit against what Salesforce's own endpoints answer.
//
// Its tests draw orgs, users and apps by chance. Each time the app signs in at the simulated org as a
// vendor's would and makes its first call, and the same org is read and judged as an audit does. The
// simulated endpoints and the checks were written from Salesforce's documentation independently of each
// other: where they disagree, one of them has misread it.
package prediction
