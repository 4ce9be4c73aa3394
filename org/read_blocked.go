package org

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// blacklistedConsumer is the metadata type whose components are the blocked apps (Metadata API, 49.0 and later). Its
// names are made up by Salesforce when an admin presses Block, so an app is found in it by its Consumer Key.
const blacklistedConsumer = "BlacklistedConsumer"

type blockedComponent struct {
	FullName           string `xml:"fullName"`
	ConsumerKey        string `xml:"consumerKey"`
	Name               string `xml:"consumerName"`
	Label              string `xml:"masterLabel"`
	ByAPIAccessControl bool   `xml:"blockedByApiWhitelisting"`
}

// blockedApps lists and reads every blocked app. Where the list or a read answers oddly it retrieves them as files
// instead. Only a complete result is one, since what is missing from it counts as allowed.
func (r *reader) blockedApps(ctx context.Context) error {
	all := r.listed()
	listErr := all.failed[blacklistedConsumer]
	if listErr != nil && (ctx.Err() != nil || isInsufficientAccess(listErr)) {
		return listErr
	}
	var names []string
	properties := map[string]fileProperties{}
	for _, p := range all.of(blacklistedConsumer) {
		names = append(names, p.FullName)
		properties[p.FullName] = p
	}
	var components []blockedComponent
	if listErr == nil {
		if len(names) > 0 {
			var err error
			if components, err = readMetadata[blockedComponent](ctx, r.client, blacklistedConsumer,
				names); err != nil && ctx.Err() != nil {
				return err
			}
		}
		if allCame(components, names) {
			r.source(audit.PartBlockedApps, "metadata "+blacklistedConsumer+", list and read", len(components))
			r.keepBlocked(components, properties)
			return nil
		}
	}
	retrieved, err := r.retrieveBlocked(ctx)
	if err == nil {
		components = retrieved
		r.source(audit.PartBlockedApps, "metadata "+blacklistedConsumer+", retrieve *", len(components))
	}
	r.keepBlocked(components, properties) // those that came are blocked, whatever else is
	switch {
	case err != nil:
		return errors.Join(err, listErr)
	case !allCame(components, names):
		return fmt.Errorf("read the blocked apps: %w: %d were listed, and %d came or lack a Consumer Key",
			errIncomplete, len(names), len(components))
	}
	return nil
}

func (r *reader) retrieveBlocked(ctx context.Context) ([]blockedComponent, error) {
	files, err := r.client.retrieve(ctx, map[string][]string{blacklistedConsumer: {"*"}})
	if err != nil {
		return nil, err
	}
	var out []blockedComponent
	for path, content := range files {
		stem, ok := strings.CutSuffix(path[strings.LastIndex(path, "/")+1:], ".blacklistedConsumer")
		if !ok {
			continue
		}
		component := blockedComponent{FullName: stem}
		if err := xml.Unmarshal(content, &component); err != nil {
			return nil, fmt.Errorf("read the blocked app %s: %w", stem, err)
		}
		out = append(out, component)
	}
	return out, nil
}

// allCame tells whether every listed name came, and every component has the Consumer Key, which is required: one
// without it would pass for a block of another app.
func allCame(components []blockedComponent, names []string) bool {
	return !slices.ContainsFunc(components, func(c blockedComponent) bool { return c.ConsumerKey == "" }) &&
		!slices.ContainsFunc(names, func(name string) bool {
			return !slices.ContainsFunc(components, func(c blockedComponent) bool { return c.FullName == name })
		})
}

func (r *reader) keepBlocked(components []blockedComponent, properties map[string]fileProperties) {
	for _, c := range components {
		blocked := audit.BlockedApp{
			FullName:           c.FullName,
			ConsumerKey:        c.ConsumerKey,
			Name:               c.Name,
			Label:              c.Label,
			ByAPIAccessControl: c.ByAPIAccessControl,
		}
		if p, ok := properties[c.FullName]; ok {
			blocked.CreatedBy = p.CreatedByName
			if at, err := parseTime(p.CreatedDate); err == nil {
				blocked.Created = &at
			}
		}
		r.snapshot.BlockedApps = append(r.snapshot.BlockedApps, blocked)
	}
	slices.SortFunc(r.snapshot.BlockedApps, func(a, b audit.BlockedApp) int {
		return strings.Compare(a.FullName, b.FullName)
	})
}

// isInsufficientAccess tells whether a SOAP fault says that the user may not use the Metadata API.
func isInsufficientAccess(err error) bool {
	answered, ok := apiError(err)
	return ok && slices.ContainsFunc(answered.Codes, func(code string) bool {
		return strings.HasPrefix(code, "INSUFFICIENT_ACCESS")
	})
}
