// Command lint checks the recipes of deploy/ with the code that will read them: manifests with the types of Kubernetes
// and the restricted profile of its Pod Security Standards, Dockerfiles with the parser and the rules of BuildKit.
//
// It is a module of its own, so that what it needs is nothing that the program needs. It reads files and standard input
// (-, as manifests) only. Run it from this folder: kubectl kustomize
// ../kubernetes/fleet | go run . - ../container/Dockerfile
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	failed := false
	for _, name := range os.Args[1:] {
		text, err := read(name)
		if err == nil {
			lint := manifests
			if strings.HasPrefix(filepath.Base(name), "Dockerfile") {
				lint = dockerfile
			}
			var n int
			if n, err = lint(text); err == nil {
				fmt.Printf("%s: %d in order\n", name, n)
				continue
			}
		}
		failed = true
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
	}
	if failed || len(os.Args) == 1 {
		os.Exit(1)
	}
}

func read(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}
