package app

import (
	"bytes"
	"encoding/json"
	"sync"

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

// writeTrace keeps the calls of a reading, whether or not it succeeded.
func (p *Program) writeTrace(file string, calls []audit.Call) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	for _, c := range calls {
		if err := e.Encode(c); err != nil {
			return err
		}
	}
	return p.put(file, text.Bytes())
}
