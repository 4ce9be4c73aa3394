package org

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"
)

// OpenBrowser opens an https address in the user's browser. It doesn't wait for the browser to end.
func OpenBrowser(_ context.Context, address string) error {
	if !strings.HasPrefix(address, "https://") && !strings.HasPrefix(address, "http://localhost") &&
		!strings.HasPrefix(address, "http://127.0.0.1") {
		return errors.New("the address is not one for a browser")
	}
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	command := exec.Command(name, args...)
	if err := command.Start(); err != nil {
		return err
	}
	return command.Process.Release()
}
