package main

// Exit codes. They come from what was found, never from the format in which it is said; 1 outranks 3, since a certain
// failure stays one.
const (
	exitOK     = 0 // nothing failed
	exitFailed = 1 // a connection is not ready, or a finding at or above --fail-on failed
	exitUsage  = 2 // bad usage, policy or configuration; stdout is empty
	exitUntold = 3 // something that was asked could not be told or read
)
