// Package simorg is a Salesforce org that lives in memory.
//
// A [Scenario] says what the org holds; [New] turns it into a [Server] that answers as Salesforce does: REST with
// SOQL and describe, Tooling queries, Metadata SOAP, SOAP login and the OAuth endpoints. It enforces the
// permissions of whoever asks, refuses and records every write, and misbehaves on demand ([Fault]). The product
// uses it as its demo and as a server on loopback; tests use it in place of an org. It is written from Salesforce's
// documentation, never from what a client sends.
package simorg
