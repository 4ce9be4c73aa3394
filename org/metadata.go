package org

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"golang.org/x/sync/errgroup"
)

const (
	// maxListed is the most types of one listMetadata call, and maxRead the most components of one readMetadata call
	// (Metadata API Developer Guide, listMetadata() and readMetadata()).
	maxListed = 3
	maxRead   = 10
)

// fileProperties is what listMetadata says of a component. Dates end in Z.
type fileProperties struct {
	CreatedByID        string `xml:"createdById"`
	CreatedByName      string `xml:"createdByName"`
	CreatedDate        string `xml:"createdDate"`
	FileName           string `xml:"fileName"`
	FullName           string `xml:"fullName"`
	ID                 string `xml:"id"`
	LastModifiedByID   string `xml:"lastModifiedById"`
	LastModifiedByName string `xml:"lastModifiedByName"`
	LastModifiedDate   string `xml:"lastModifiedDate"`
	NamespacePrefix    string `xml:"namespacePrefix"`
	Type               string `xml:"type"`
}

type metadataQuery struct {
	Type string `xml:"type"`
}

// listMetadata lists the components of some types, three types to a call. A type that this edition or version doesn't
// have makes its call fail as a whole, with the *[APIError] code INVALID_TYPE.
func (c *Client) listMetadata(ctx context.Context, types ...string) ([]fileProperties, error) {
	return readInBatches(ctx, types, maxListed, func(ctx context.Context, batch []string) ([]fileProperties, error) {
		request := struct {
			XMLName xml.Name        `xml:"listMetadata"`
			Queries []metadataQuery `xml:"queries"`
			Version string          `xml:"asOfVersion"`
		}{Version: c.version}
		for _, t := range batch {
			request.Queries = append(request.Queries, metadataQuery{t})
		}
		var response struct {
			Results []fileProperties `xml:"result"`
		}
		if err := c.metadata(ctx, "listMetadata", request, &response); err != nil {
			return nil, fmt.Errorf("list metadata of %v: %w", batch, err)
		}
		return response.Results, nil
	})
}

// readMetadata reads components by their full names, ten to a call, decoded by their xml tags, in the order of the
// names. A component that doesn't exist is left out.
func readMetadata[T any](ctx context.Context, c *Client, typ string, names []string) ([]T, error) {
	return readInBatches(ctx, names, maxRead, func(ctx context.Context, batch []string) ([]T, error) {
		request := struct {
			XMLName xml.Name `xml:"readMetadata"`
			Type    string   `xml:"type"`
			Names   []string `xml:"fullNames"`
		}{Type: typ, Names: batch}
		var response struct {
			Result *struct {
				Records []component[T] `xml:"records"`
			} `xml:"result"`
		}
		if err := c.metadata(ctx, "readMetadata", request, &response); err != nil {
			return nil, fmt.Errorf("read metadata of %s: %w", typ, err)
		}
		if response.Result == nil {
			return nil, fmt.Errorf("read metadata of %s: %w: no result came", typ, errIncomplete)
		}
		var read []T
		for _, record := range response.Result.Records {
			if record.present {
				read = append(read, record.value)
			}
		}
		return read, nil
	})
}

// component is one record of readMetadata; an unknown name gives one that is xsi:nil.
type component[T any] struct {
	value   T
	present bool
}

// UnmarshalXML decodes the component unless it is xsi:nil.
func (r *component[T]) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for _, a := range start.Attr {
		if a.Name == (xml.Name{Space: instanceSpace, Local: "nil"}) && (a.Value == "true" || a.Value == "1") {
			return d.Skip()
		}
	}
	r.present = true
	return d.DecodeElement(&r.value, &start)
}

// readInBatches reads names in batches, concurrently, and joins the results in order.
func readInBatches[T any](
	ctx context.Context, names []string, size int, read func(context.Context, []string) ([]T, error),
) ([]T, error) {
	batches := slices.Collect(slices.Chunk(names, size))
	results := make([][]T, len(batches))
	g, ctx := errgroup.WithContext(ctx)
	for i, batch := range batches {
		g.Go(func() (err error) {
			results[i], err = read(ctx, batch)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return slices.Concat(results...), nil
}

// metadata calls one operation of the Metadata API and decodes its response element.
func (c *Client) metadata(ctx context.Context, operation string, request, response any) error {
	body, err := envelope(request)
	if err != nil {
		return err
	}
	at := &url.URL{Scheme: c.instance.Scheme, Host: c.instance.Host, Path: "/services/Soap/m/" + c.version}
	answer, err := c.send(ctx, http.MethodPost, at, body)
	if err != nil {
		return err
	}
	if err := decodeSOAP(answer, operation, response); err != nil {
		return fmt.Errorf("%s%s: %w", at.Host, at.Path, err)
	}
	return nil
}
