package org

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/simpleforce/simpleforce"
)

// api is one of the two SOQL endpoints.
type api int

const (
	dataAPI    api = iota // /services/data/vNN.N/query
	toolingAPI            // /services/data/vNN.N/tooling/query
)

// pageSize is the most rows of one page (REST API Developer Guide, Query Options Header).
const pageSize = "batchSize=2000"

// query reads all rows of a SOQL query, decoded by their json tags. part names what is read in errors and progress.
// Rows that are fewer or more than the server says there are, and a list of pages that doesn't end, are errIncomplete.
func query[T any](ctx context.Context, c *Client, api api, part, soql string) ([]T, error) {
	var rows []T
	seen := map[string]bool{}
	for next := soql; ; {
		page, result, err := fetch[T](ctx, c, api, next)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", part, err)
		}
		rows = append(rows, page.Records...)
		if c.options.Progress != nil {
			c.options.Progress(part, len(rows))
		}
		if result.Done {
			if len(rows) != result.TotalSize {
				return nil, fmt.Errorf("read %s: %w: %d rows came of %d",
					part, errIncomplete, len(rows), result.TotalSize)
			}
			return rows, nil
		}
		if next, err = c.nextPage(result.NextRecordsURL); err != nil {
			return nil, fmt.Errorf("read %s: %w: after %d of %d rows %w",
				part, errIncomplete, len(rows), result.TotalSize, err)
		}
		if seen[next] {
			return nil, fmt.Errorf("read %s: %w: after %d of %d rows the pages repeat",
				part, errIncomplete, len(rows), result.TotalSize)
		}
		seen[next] = true
	}
}

// count reads the number of rows of a SELECT COUNT() query.
func count(ctx context.Context, c *Client, soql string) (int, error) {
	page, result, err := fetch[json.RawMessage](ctx, c, dataAPI, soql)
	switch {
	case err != nil:
		return 0, fmt.Errorf("count: %w", err)
	case !result.Done || len(page.Records) != 0:
		return 0, fmt.Errorf("count: %w: rows came where a number was asked for", errIncomplete)
	}
	return result.TotalSize, nil
}

// page is the body of a query's answer. The pointers tell an absent member from a zero.
type page[T any] struct {
	TotalSize      *int   `json:"totalSize"`
	Done           *bool  `json:"done"`
	NextRecordsURL string `json:"nextRecordsUrl"`
	Records        []T    `json:"records"`
}

// fetch reads one page through simpleforce. The rows take a shorter way: they are decoded once, as they come off the
// wire, because simpleforce's records are maps whose numbers are float64, and which hold the client.
func fetch[T any](
	ctx context.Context, c *Client, api api, soqlOrNext string,
) (*page[T], *simpleforce.QueryResult, error) {
	var got page[T]
	t := &tap{ctx: ctx, next: c.wire, decode: func(body []byte) ([]byte, error) {
		if err := json.Unmarshal(body, &got); err != nil {
			return nil, fmt.Errorf("the answer is not the JSON of a query: %w", err)
		}
		if got.TotalSize == nil || got.Done == nil {
			return nil, errors.New("the answer is not that of a query: it has no totalSize or no done")
		}
		return json.Marshal(page[struct{}]{
			TotalSize: got.TotalSize, Done: got.Done, NextRecordsURL: got.NextRecordsURL,
		})
	}}
	// A simpleforce client is not safe for concurrent use and remembers Tooling(): each operation has its own.
	// Its session id is a stand-in, the transport sets the real one.
	force := simpleforce.NewClient(c.InstanceURL(), simpleforce.DefaultClientID, c.version)
	force.SetSidLoc("oauth2", c.InstanceURL())
	force.SetHttpClient(&http.Client{Transport: t})
	if api == toolingAPI {
		force = force.Tooling()
	}
	result, err := force.Query(soqlOrNext)
	if t.err != nil {
		return nil, nil, t.err
	}
	return &got, result, err
}

// nextPage turns a nextRecordsUrl into a path of this org. Most servers give a path, some a whole URL.
func (c *Client) nextPage(address string) (string, error) {
	if address == "" {
		return "", errors.New("no address of the next page came")
	}
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Path, "/services/data/") {
		return "", errors.New("the address of the next page is none of the query API")
	}
	if u.Host != "" && !strings.EqualFold(u.Host, c.instance.Host) {
		return "", errors.New("the next page lies on another host")
	}
	return u.RequestURI(), nil
}

// tap joins simpleforce, which knows no context and logs what fails, to the chain. It gives each request the
// operation's context, and keeps the body and every error to itself: simpleforce only ever sees a good answer without
// rows, so it has nothing to panic on and nothing to write to the process-wide logger, which stays untouched.
type tap struct {
	ctx    context.Context
	next   http.RoundTripper
	decode func(body []byte) (envelope []byte, err error)
	err    error
}

func (t *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(t.ctx)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Sforce-Query-Options", pageSize)
	envelope, err := t.read(r)
	if err != nil {
		t.err = err
		envelope = []byte(`{"totalSize":0,"done":true,"records":[]}`)
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{
			"Content-Type": {"application/json"}, "Content-Length": {strconv.Itoa(len(envelope))},
		},
		ContentLength: int64(len(envelope)),
		Body:          io.NopCloser(bytes.NewReader(envelope)),
	}, nil
}

func (t *tap) read(r *http.Request) ([]byte, error) {
	response, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return t.decode(body)
}
