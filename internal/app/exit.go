package app

// Exit codes. They come from what was found, never from the format in which it is said; 1 outranks the others,
// since a certain failure stays one.
const (
	ExitOK     = 0 // nothing failed
	ExitFailed = 1 // a connection is not ready, or a finding at or above --fail-on failed
	ExitUsage  = 2 // bad usage, policy or configuration; stdout is empty
	ExitUntold = 3 // something that was asked could not be told or read
	ExitClosed = 4 // the org could not be asked at all: sign-in refused, token over, unreachable
)
