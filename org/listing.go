package org

import (
	"context"
	"sync"

	"orgaudit/audit"
)

// Metadata types whose components are listed.
const (
	profileType      = "Profile"
	connectedAppType = "ConnectedApp"
)

// listing is what listMetadata gave, by type. A type that could not be listed is in failed.
type listing struct {
	files  []fileProperties
	failed map[string]error
}

// of gives the components of a type.
func (l listing) of(typ string) []fileProperties {
	var out []fileProperties
	for _, f := range l.files {
		if f.Type == typ {
			out = append(out, f)
		}
	}
	return out
}

// profileNames are the metadata names of profiles by id.
func (l listing) profileNames() map[string]string {
	names := map[string]string{}
	for _, f := range l.of(profileType) {
		names[idKey(f.ID)] = f.FullName
	}
	return names
}

// list lists in one call the blocked apps, and the profiles and connected apps where the scope needs their names. One
// type that an org lacks fails the call for all: then each is listed by itself.
func (r *reader) list(ctx context.Context) listing {
	types := []string{blacklistedConsumer}
	if r.scope.Standing || r.hasUsers() {
		types = append(types, profileType)
	}
	if r.connects() {
		types = append(types, connectedAppType)
	}
	files, err := r.client.listMetadata(ctx, types...)
	out := listing{files: files, failed: map[string]error{}}
	if err == nil {
		return out
	}
	if ctx.Err() != nil || isInsufficientAccess(err) || len(types) == 1 {
		for _, typ := range types {
			out.failed[typ] = err
		}
		return out
	}
	var all sync.WaitGroup
	for _, typ := range types {
		all.Go(func() {
			files, err := r.client.listMetadata(ctx, typ)
			r.mu.Lock()
			defer r.mu.Unlock()
			out.files = append(out.files, files...)
			if err != nil {
				out.failed[typ] = err
			}
		})
	}
	all.Wait()
	return out
}

// unlisted says that the components of a type could not be listed; nil where they were.
func (r *reader) unlisted(typ string) error {
	if err := r.listed().failed[typ]; err != nil {
		return missing{"the list of metadata " + typ, audit.ModifyMetadata, err}
	}
	return nil
}
