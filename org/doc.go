// Package org reads a Salesforce org and never changes it.
//
// [Open] signs in with a [Credential] and gives a [Client]. Every request of a client passes one chain of
// transports, outermost first: the operation's context, renewal of an expired session, the token, the read-only guard,
// retry, the bounds on concurrency and rate, and the reading of the answer, which turns everything that is not an
// answer of Salesforce into an error. Only reads are on the guard's allow-list; anything else is refused before it
// leaves the program.
package org
