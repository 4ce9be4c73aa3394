package sfdx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

// layout is where the metadata of a project lies.
type layout struct {
	dirs   []string // with slashes, below the project's folder
	ignore ignore
	// wholePermissionSets: since API version 40.0 a permission set is deployed as a whole ("when you deploy a
	// permission set, you must include all of its metadata", Metadata API Developer Guide, PermissionSet).
	wholePermissionSets bool
}

// fullSetsSince is the first API version in which a permission set's file holds all of it.
const fullSetsSince = 40

// layout finds the folders of a project in either format.
func (r *reader) layout() (layout, error) {
	data, err := r.content("sfdx-project.json")
	if err == nil && data != nil {
		return r.sourceLayout(data)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return layout{}, err
	}
	for _, dir := range []string{".", "src"} {
		data, err := r.content(path.Join(dir, "package.xml"))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return layout{}, err
		}
		var manifest struct {
			Version string `xml:"version"`
		}
		f := source{path: r.show(path.Join(dir, "package.xml")), data: data}
		if err := f.decode("Package", &manifest); err != nil {
			return layout{}, err
		}
		return layout{dirs: []string{dir}, wholePermissionSets: holdsWholeSets(manifest.Version)}, nil
	}
	return layout{}, fmt.Errorf("%w: the folder has neither sfdx-project.json nor package.xml", ErrNoMetadata)
}

// sourceLayout reads sfdx-project.json (Salesforce DX Developer Guide, Salesforce DX Project Configuration).
func (r *reader) sourceLayout(data []byte) (layout, error) {
	name := r.show("sfdx-project.json")
	var project struct {
		Dirs []struct {
			Path string `json:"path"`
		} `json:"packageDirectories"`
		Version  string   `json:"sourceApiVersion"`
		Behavior []string `json:"sourceBehaviorOptions"`
	}
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte(mark)), &project); err != nil {
		return layout{}, jsonError(name, data, err)
	}
	out := layout{wholePermissionSets: holdsWholeSets(project.Version)}
	for _, option := range project.Behavior {
		if strings.HasPrefix(option, "decomposePermissionSet") {
			out.wholePermissionSets = false // one set lies in several files
		}
	}
	if len(project.Dirs) == 0 {
		return layout{}, fmt.Errorf("%s names no packageDirectories", name)
	}
	for _, d := range project.Dirs {
		dir := path.Clean(strings.ReplaceAll(d.Path, `\`, "/"))
		if d.Path == "" || !filepath.IsLocal(filepath.FromSlash(dir)) {
			return layout{}, fmt.Errorf("%s: the package directory %q does not lie in the project", name, d.Path)
		}
		info, err := r.root.Stat(dir)
		if err != nil {
			return layout{}, fmt.Errorf("%s: the package directory %q: %w", name, d.Path, plainError(err))
		}
		if !info.IsDir() {
			return layout{}, fmt.Errorf("%s: the package directory %q is not a folder", name, d.Path)
		}
		out.dirs = append(out.dirs, dir)
	}
	lines, err := r.content(".forceignore")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return layout{}, err
	}
	out.ignore = newIgnore(string(lines))
	return out, nil
}

// holdsWholeSets tells whether files of an API version hold permission sets as a
// whole. Without a version it is the org's newest.
func holdsWholeSets(version string) bool {
	number, err := strconv.ParseFloat(strings.TrimSpace(version), 64)
	return version == "" || err == nil && number >= fullSetsSince
}

// jsonError says where JSON is not what it should be.
func jsonError(name string, data []byte, err error) error {
	offset := int64(-1)
	if broken, ok := errors.AsType[*json.SyntaxError](err); ok {
		offset = broken.Offset
	} else if other, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		offset = other.Offset
	}
	if offset < 0 || offset > int64(len(data)) {
		return fmt.Errorf("%s: %w", name, err)
	}
	before := data[:offset]
	line := 1 + bytes.Count(before, []byte("\n"))
	column := int(offset) - bytes.LastIndexByte(before, '\n') - 1
	return fmt.Errorf("%s:%d:%d: %w", name, line, max(column, 1), err)
}
