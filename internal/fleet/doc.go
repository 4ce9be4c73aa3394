// Package fleet audits many orgs on a schedule, by a queue of jobs that lies in the database of the reports. On SQLite
// one process works, on PostgreSQL any number of them. It runs what it is handed as a function and never sees an org.
//
// The queue is River's. A job holds an org's alias and when it was due, nothing else. River keeps periodic jobs in
// memory; here the schedules are rows, so that a run that was missed while nobody worked is made up for, once.
//
// A report is stored in one transaction with the end of its job and with what is to be told of it: a process that is
// killed loses nothing, and repeats nothing that anybody sees.
package fleet
