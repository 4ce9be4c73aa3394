package app

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"orgaudit/config"
)

// tool is the program's name and version, as reports and requests carry it. The Go toolchain notes both in the binary.
func tool() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "orgaudit devel"
	}
	return "orgaudit " + info.Main.Version
}

// Version says which orgaudit this is.
func (p *Program) Version() error {
	_, err := fmt.Fprintf(p.Stdout, "%s %s %s/%s\n", tool(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// Schema prints the JSON Schema of a file format.
func (p *Program) Schema(name string) error {
	text, err := config.Schema(name)
	if err != nil {
		return Misuse(Meant(name, config.SchemaNames(), ""), "%w", err)
	}
	return p.put(stdoutFile, text)
}
