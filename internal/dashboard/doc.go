// Package dashboard shows what is stored of the orgs to a browser, and to a monitoring system: pages rendered here,
// with their style and the one script that they use embedded. It reads the store and asks the queue; it judges nothing,
// and the only thing that it starts is a run, by a function that it is given.
//
// The pages are in English. Every page works without JavaScript.
package dashboard
