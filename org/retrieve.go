package org

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

const (
	firstPoll = 300 * time.Millisecond
	lastPoll  = 10 * time.Second
	maxFiles  = 10_000
)

type packageTypes struct {
	Members []string `xml:"members"`
	Name    string   `xml:"name"`
}

// retrieve reads components as files: type → full names or "*" in, path → content out, e.g.
// "blacklistedConsumers/X.blacklistedConsumer". It starts a job that Salesforce runs, asks after it until it is done or
// the context ends, and unpacks its zip. Components that Salesforce couldn't give are errIncomplete, with the files
// that came all the same.
func (c *Client) retrieve(ctx context.Context, members map[string][]string) (map[string][]byte, error) {
	files, err := c.retrieveFiles(ctx, members)
	if err != nil {
		return files, fmt.Errorf("retrieve metadata: %w", err)
	}
	return files, nil
}

func (c *Client) retrieveFiles(ctx context.Context, members map[string][]string) (map[string][]byte, error) {
	type unpackaged struct {
		Types   []packageTypes `xml:"types"`
		Version string         `xml:"version"`
	}
	request := struct {
		XMLName xml.Name   `xml:"retrieve"`
		Version string     `xml:"retrieveRequest>apiVersion"`
		Single  bool       `xml:"retrieveRequest>singlePackage"`
		Package unpackaged `xml:"retrieveRequest>unpackaged"`
	}{Version: c.version, Single: true, Package: unpackaged{Version: c.version}}
	for _, typ := range slices.Sorted(maps.Keys(members)) {
		request.Package.Types = append(request.Package.Types, packageTypes{members[typ], typ})
	}
	var started struct {
		ID string `xml:"result>id"`
	}
	if err := c.metadata(ctx, "retrieve", request, &started); err != nil {
		return nil, err
	}
	if started.ID == "" {
		return nil, fmt.Errorf("%w: the job has no id", errIncomplete)
	}
	result, err := c.awaitRetrieve(ctx, started.ID)
	if err != nil {
		return nil, err
	}
	return unzipRetrieved(result, c.options.MaxAnswer)
}

type retrieveResult struct {
	Done      bool   `xml:"done"`
	Success   bool   `xml:"success"`
	Status    string `xml:"status"`
	ErrorCode string `xml:"errorStatusCode"`
	Error     string `xml:"errorMessage"`
	Zip       string `xml:"zipFile"`
	Messages  []struct {
		File    string `xml:"fileName"`
		Problem string `xml:"problem"`
	} `xml:"messages"`
}

func (c *Client) awaitRetrieve(ctx context.Context, id string) (*retrieveResult, error) {
	request := struct {
		XMLName xml.Name `xml:"checkRetrieveStatus"`
		ID      string   `xml:"asyncProcessId"`
		Zip     bool     `xml:"includeZip"`
	}{ID: id, Zip: true}
	for wait := firstPoll; ; wait = min(2*wait, lastPoll) {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil, fmt.Errorf("the job %s isn't done: %w", scrub(id), ctx.Err())
		}
		var response struct {
			Result *retrieveResult `xml:"result"`
		}
		if err := c.metadata(ctx, "checkRetrieveStatus", request, &response); err != nil {
			return nil, err
		}
		switch r := response.Result; {
		case r == nil:
			return nil, fmt.Errorf("%w: the job has no state", errIncomplete)
		case r.Done && !r.Success:
			return nil, fmt.Errorf("%w: the job ended as %s: %s %s",
				errIncomplete, scrub(r.Status), scrub(r.ErrorCode), scrub(r.Error))
		case r.Done:
			return r, nil
		}
	}
}

// unzipRetrieved reads the zip of a retrieve into memory, within a bound of bytes and files.
func unzipRetrieved(result *retrieveResult, limit int64) (map[string][]byte, error) {
	packed, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(result.Zip), ""))
	if err != nil {
		return nil, fmt.Errorf("the zip is not base64: %w", err)
	}
	archive, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return nil, fmt.Errorf("the zip can't be read: %w", err)
	}
	if len(archive.File) > maxFiles {
		return nil, fmt.Errorf("the zip holds more than %d files", maxFiles)
	}
	files := make(map[string][]byte, len(archive.File))
	for _, entry := range archive.File {
		if entry.FileInfo().IsDir() {
			continue
		}
		content, err := unpackFile(entry, limit)
		if err != nil {
			return nil, err
		}
		limit -= int64(len(content))
		// With singlePackage the files lie at the root, or under unpackaged/: both have been seen.
		files[strings.TrimPrefix(entry.Name, "unpackaged/")] = content
	}
	var problems []string
	for _, m := range result.Messages {
		problems = append(problems, scrub(m.Problem))
	}
	if len(problems) > 0 {
		return files, fmt.Errorf("%w: %s", errIncomplete, strings.Join(problems, "; "))
	}
	return files, nil
}

func unpackFile(entry *zip.File, limit int64) ([]byte, error) {
	r, err := entry.Open()
	if err != nil {
		return nil, fmt.Errorf("the zip can't be read: %w", err)
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("the zip can't be read: %w", err)
	}
	if int64(len(content)) > limit {
		return nil, errors.New("the zip unpacks to more than one answer may have")
	}
	return content, nil
}
