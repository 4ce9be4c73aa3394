package app

import (
	"runtime/debug"
)

// Tool is the program's name and version, as reports and requests carry it. The Go toolchain notes both in the binary.
func Tool() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "orgaudit devel"
	}
	return "orgaudit " + info.Main.Version
}
