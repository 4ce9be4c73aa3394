package org

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// getJSON reads a resource of the org into a value. The path is the whole path, e.g. c.resource("limits/").
func (c *Client) getJSON(ctx context.Context, path string, into any) error {
	at, err := c.instance.Parse(path)
	if err != nil {
		return fmt.Errorf("the path is not valid: %w", errRefused)
	}
	body, err := c.send(ctx, http.MethodGet, at, nil)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, into); err != nil {
		return fmt.Errorf("%s%s: the answer is not the JSON expected: %w", at.Host, at.Path, err)
	}
	return nil
}

// send sends one request through the chain and reads the answer.
func (c *Client) send(ctx context.Context, method string, at *url.URL, body []byte) ([]byte, error) {
	request := (&http.Request{Method: method, URL: at, Host: at.Host, Header: http.Header{}}).WithContext(ctx)
	setBody(request, body)
	if body == nil {
		request.Header.Set("Accept", "application/json")
	} else {
		request.Header.Set("Content-Type", "text/xml; charset=UTF-8")
		request.Header.Set("SOAPAction", `""`)
	}
	response, err := c.wire.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// describe reads the names of an sObject's fields, once for each sObject and client. A query that names a field that
// isn't there fails as a whole, so fields that exist in some orgs only are looked up here first. A sObject that the
// user can't see or that doesn't exist is an *[APIError] with status 404 and code NOT_FOUND.
func (c *Client) describe(ctx context.Context, sobject string) (map[string]bool, error) {
	for {
		if fields, ok := c.known.Load(sobject); ok {
			return fields.(map[string]bool), nil
		}
		select {
		case got := <-c.fields.DoChan(sobject, func() (any, error) { return c.readFields(ctx, sobject) }):
			switch {
			case got.Err == nil:
				return got.Val.(map[string]bool), nil
			case ctx.Err() == nil &&
				(errors.Is(got.Err, context.Canceled) || errors.Is(got.Err, context.DeadlineExceeded)):
				// The context that ended is that of another caller, who asked first.
				continue
			}
			return nil, fmt.Errorf("describe %s: %w", sobject, got.Err)
		case <-ctx.Done():
			return nil, fmt.Errorf("describe %s: %w", sobject, ctx.Err())
		}
	}
}

func (c *Client) readFields(ctx context.Context, sobject string) (map[string]bool, error) {
	// Another flight may have landed between the caller's look and this one's start.
	if fields, ok := c.known.Load(sobject); ok {
		return fields.(map[string]bool), nil
	}
	var description struct {
		Fields []struct {
			Name string `json:"name"`
		} `json:"fields"`
	}
	if err := c.getJSON(ctx, c.resource("sobjects/"+url.PathEscape(sobject)+"/describe"), &description); err != nil {
		return nil, err
	}
	if len(description.Fields) == 0 {
		return nil, errors.New("the answer lists no field")
	}
	fields := make(map[string]bool, len(description.Fields))
	for _, f := range description.Fields {
		fields[f.Name] = true
	}
	c.known.Store(sobject, fields)
	return fields, nil
}

// resource is the path of a REST resource in the chosen version, e.g. "limits/".
func (c *Client) resource(name string) string { return "/services/data/v" + c.version + "/" + name }
