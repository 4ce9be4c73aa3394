// Command healthcheck asks `orgaudit serve` in the same container whether it is ready. An image from scratch has no
// program that could, and a health check of the container engine is a command.
//
// Exit code 0: it answered 200. Exit code 1: it did not, and says so on standard error.
package main

import (
	"fmt"
	"net/http"
	"os"
	"time"
)

func main() {
	address := "127.0.0.1:8080"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	if err := check(address, 4*time.Second); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// check asks the server at an address (host:port) whether it is ready. It takes at most the time of limit.
func check(address string, limit time.Duration) error {
	client := http.Client{Timeout: limit}
	answer, err := client.Get("http://" + address + "/readyz")
	if err != nil {
		return fmt.Errorf("ask %s: %w", address, err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s is not ready: %s", address, answer.Status)
	}
	return nil
}
