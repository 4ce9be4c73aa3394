package main

import (
	"runtime/debug"
)

// tool is the program's name and version, as reports and requests carry it. The Go toolchain notes both in the binary.
func tool() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "orgaudit devel"
	}
	return "orgaudit " + info.Main.Version
}
