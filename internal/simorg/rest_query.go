package simorg

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// cursor is an open query: what is left of it can be fetched once, from where it ended.
type cursor struct {
	locator string
	user    int32
	result  *result
	next    int
	host    string // where the query was made
}

// maxCursors is how many queries a user can have open; one more closes the oldest.
const maxCursors = 10

func (c *call) query(resource string) *reply {
	text := c.request.URL.Query().Get("q")
	if !c.request.URL.Query().Has("q") {
		return c.refuse(&apiError{status: 400, code: "MALFORMED_QUERY", message: "A query string has to be specified"})
	}
	found, err := c.server.world.query(text, c.viewer, c.server.clock())
	if err != nil {
		return c.refuse(err)
	}
	return c.page(found, nil, resource)
}

// page prints the records from where a cursor stands and leaves a cursor for the rest.
func (c *call) page(found *result, from *cursor, resource string) *reply {
	size := c.batchSize()
	if found.batch > 0 {
		size = min(size, found.batch)
	}
	first := 0
	if from != nil {
		first = from.next
	}
	end := min(first+size, found.records)
	next := ""
	open := from
	if end < found.records {
		if open == nil {
			open = c.server.openCursor(c.viewer.user, found, c.place.name)
		}
		if !c.noNext {
			tooling := ""
			if c.viewer.tooling {
				tooling = "tooling/"
			}
			next = fmt.Sprintf("/services/data/v%d.0/%s%s/%s-%d", c.version, tooling, resource, open.locator, end)
		}
	}
	answer := jsonReply(printRecords(nil, found.total, found.records, next, found.print, first, end))
	if from == nil {
		if open != nil {
			open.next = end // nobody else knows the cursor yet
		}
		return answer
	}
	answer.delivered = func() { c.server.advance(from, end) }
	return answer
}

// batchSize reads Sforce-Query-Options: 200 to 2,000 rows, 2,000 if it says nothing.
func (c *call) batchSize() int {
	size := 2000
	for option := range strings.SplitSeq(c.request.Header.Get("Sforce-Query-Options"), ",") {
		name, number, _ := strings.Cut(strings.TrimSpace(option), "=")
		if n, err := strconv.Atoi(strings.TrimSpace(number)); err == nil && strings.EqualFold(name, "batchSize") {
			size = min(max(n, 200), 2000)
		}
	}
	if c.short {
		size /= 2
	}
	return size
}

func (s *Server) openCursor(user int32, found *result, host string) *cursor {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	open := &cursor{locator: recordID(prefixQueryLocator, s.serial), user: user, result: found, host: host}
	mine := 0
	for _, other := range s.cursors {
		if other.user == user {
			mine++
		}
	}
	if mine >= maxCursors {
		oldest := slices.IndexFunc(s.cursors, func(other *cursor) bool { return other.user == user })
		s.cursors = slices.Delete(s.cursors, oldest, oldest+1)
	}
	s.cursors = append(s.cursors, open)
	return open
}

// advance moves a cursor past a page that arrived, and closes it after the last.
func (s *Server) advance(at *cursor, end int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	at.next = end
	if end >= at.result.records {
		s.cursors = slices.DeleteFunc(s.cursors, func(other *cursor) bool { return other == at })
	}
}

// cursorAt finds the open query that a nextRecordsUrl names.
func (s *Server) cursorAt(path string) *cursor {
	locator, _, _ := strings.Cut(path[strings.LastIndexByte(path, '/')+1:], "-")
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, open := range s.cursors {
		if open.locator == locator {
			return open
		}
	}
	return nil
}

// nextPage answers a nextRecordsUrl: only at the host that gave it, only for its user, and each page once.
func (c *call) nextPage(resource string) *reply {
	open := c.server.cursorAt(c.request.URL.Path)
	_, offset, _ := strings.Cut(c.request.URL.Path[strings.LastIndexByte(c.request.URL.Path, '/')+1:], "-")
	at, err := strconv.Atoi(offset)
	if open == nil || err != nil || open.user != c.viewer.user || open.host != c.place.name ||
		!c.server.standsAt(open, at) {
		return c.refuse(&apiError{status: 400, code: "INVALID_QUERY_LOCATOR", message: "invalid query locator"})
	}
	return c.page(open.result, open, resource)
}

func (s *Server) standsAt(open *cursor, at int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return open.next == at
}
