package main

import "testing"

// What is committed must be what the sources make.
func TestFresh(t *testing.T) {
	t.Chdir("../..")
	if err := run(true); err != nil {
		t.Error(err)
	}
}
