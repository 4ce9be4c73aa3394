package main

import (
	"bytes"
	"encoding/json"
	"sync"

	"github.com/spf13/cobra"

	"orgaudit/audit"
)

// callLog notes the calls of one reading. It is safe for concurrent use.
type callLog struct {
	mu   sync.Mutex
	list []audit.Call
}

func (l *callLog) note(c audit.Call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(l.list, c)
}

func (l *callLog) calls() []audit.Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.list
}

// addTraceFlag adds the flag that keeps the calls of a run.
func addTraceFlag(cmd *cobra.Command, p *program) {
	cmd.Flags().StringVar(&p.trace, "trace", "", "keep every request of the run in this `FILE`, as JSON, one a line: no header, no body, no token")
}

// writeTrace keeps the calls of a reading where --trace says, whether or not it succeeded.
func (p *program) writeTrace(calls []audit.Call) error {
	if p.trace == "" {
		return nil
	}
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	for _, c := range calls {
		if err := e.Encode(c); err != nil {
			return err
		}
	}
	return p.put(p.trace, text.Bytes())
}
