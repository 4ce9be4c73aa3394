package app

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"orgaudit/audit"
	"orgaudit/report"
)

// fleetProgress shows a run over many orgs: on a terminal a few lines that are written over, elsewhere a line for each
// org that is done. With --quiet it is silent.
type fleetProgress struct {
	p    *Program
	live bool
	all  int

	mu      sync.Mutex
	running []beginning
	results map[audit.Outcome]int
	drawn   int // lines on the terminal
	stop    chan struct{}
	stopped sync.WaitGroup
}

type beginning struct {
	alias string
	at    time.Time
}

func (p *Program) newFleetProgress(all int) *fleetProgress {
	s := &fleetProgress{p: p, live: p.ShowsErr && !p.Quiet, all: all, results: map[audit.Outcome]int{},
		stop: make(chan struct{})}
	if s.live {
		s.stopped.Go(s.keepDrawing)
	}
	return s
}

// keepDrawing lets the seconds run.
func (s *fleetProgress) keepDrawing() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			s.mu.Lock()
			s.draw()
			s.mu.Unlock()
		}
	}
}

func (s *fleetProgress) begin(alias string, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = append(s.running, beginning{alias, at})
	if s.live {
		s.draw()
	}
}

// done takes how the run of an org ended, in a word and as a line says it, and what its audit had to say besides.
func (s *fleetProgress) done(alias string, outcome audit.Outcome, result string, said ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.running = slices.DeleteFunc(s.running, func(b beginning) bool { return b.alias == alias })
	s.results[outcome]++
	s.clear()
	if s.p.Verbose {
		for _, line := range said {
			fmt.Fprintln(s.p.Stderr, alias+": "+report.Clean(line))
		}
	}
	if !s.live {
		s.p.note("%s: %s", alias, result)
		return
	}
	s.draw()
}

// end takes the lines away.
func (s *fleetProgress) end() {
	close(s.stop)
	s.stopped.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clear()
}

func (s *fleetProgress) clear() {
	if s.drawn > 0 {
		fmt.Fprintf(s.p.Stderr, "\x1b[%dA\x1b[J", s.drawn)
	}
	s.drawn = 0
}

// shownOrgs is how many running orgs have a line each.
const shownOrgs = 8

func (s *fleetProgress) draw() {
	s.clear()
	done := 0
	for _, n := range s.results {
		done += n
	}
	head := fmt.Sprintf("%d of %d orgs", done, s.all)
	for _, o := range audit.Outcomes() {
		if n := s.results[o]; n > 0 {
			head += fmt.Sprintf(", %s %s %d", o.Mark(), o.Word(), n)
		}
	}
	s.line(head)
	for i, b := range s.running {
		if i == shownOrgs {
			s.line(fmt.Sprintf("  and %d more", len(s.running)-i))
			break
		}
		s.line(fmt.Sprintf("  %s  %ds", report.Clean(b.alias), int(s.p.Now().Sub(b.at).Seconds())))
	}
}

// line writes a line that is not wider than the terminal, for the lines to be counted.
func (s *fleetProgress) line(text string) {
	if letters := []rune(text); len(letters) > s.p.columns()-1 {
		text = string(letters[:s.p.columns()-2]) + "…"
	}
	_, _ = io.WriteString(s.p.Stderr, strings.TrimRight(text, " ")+"\n")
	s.drawn++
}
