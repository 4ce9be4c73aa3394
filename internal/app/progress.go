package app

import (
	"fmt"
	"io"
	"sync"

	"orgaudit/report"
)

// progress says on a terminal what is being read. Elsewhere it is silent.
type progress struct {
	mu    sync.Mutex
	w     io.Writer // nil = silent
	lines bool      // every part on a line of its own
	rows  map[string]int
	dirty bool
}

func (p *Program) newProgress() *progress {
	show := &progress{rows: map[string]int{}, lines: p.Verbose}
	if p.ShowsErr && !p.Quiet {
		show.w = p.Stderr
	}
	return show
}

// read takes the number of rows of a part so far.
func (s *progress) read(part string, rows int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w == nil {
		return
	}
	s.rows[part] = rows
	total := 0
	for _, n := range s.rows {
		total += n
	}
	fmt.Fprintf(s.w, "\r\x1b[Kreading %s: %d rows (%d in all)", report.Clean(part), rows, total)
	s.dirty = !s.lines
	if s.lines {
		fmt.Fprintln(s.w)
	}
}

// end clears the line.
func (s *progress) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.dirty {
		fmt.Fprint(s.w, "\r\x1b[K")
	}
	s.w, s.dirty = nil, false
}
