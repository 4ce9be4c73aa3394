package sfdx

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"orgaudit/audit"
)

const (
	// maxFile bounds one metadata file. The largest profiles of large orgs have some megabytes.
	maxFile = 64 << 20
	// maxEntries bounds how many files and folders of a project are looked at.
	maxEntries = 500_000
)

// Read reads the metadata of a Salesforce project as what it says of the org that it is deployed to:
// profiles, permission sets, groups, apps, blocks and settings. dir holds a sfdx-project.json (source
// format), or a package.xml, also below src (metadata format). Only what a file says is known: every part is
// refused, and those of which the project holds files are Partial. Places are paths with slashes, below dir
// where that is absolute, else from where dir starts.
//
// An error is a folder that is no project, a file that can't be read, or one that Salesforce would refuse, as
// file:line:column.
func Read(dir string, now time.Time) (*audit.Snapshot, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	r := &reader{
		root:   root,
		prefix: shownPrefix(dir),
		counts: map[audit.Part]int{},
		muted:  map[string]map[string]bool{},
		muting: map[string][]string{},
		snapshot: &audit.Snapshot{
			Schema: audit.SnapshotSchema, TakenAt: now, Org: audit.Org{Name: "project " + projectName(dir)},
			Refused: map[audit.Part]audit.Refusal{}, Sources: map[audit.Part][]audit.Source{},
		},
	}
	layout, err := r.layout()
	if err != nil {
		return nil, err
	}
	r.wholePermissionSets = layout.wholePermissionSets
	for _, dir := range layout.dirs {
		if err := r.folder(dir, layout.ignore); err != nil {
			return nil, err
		}
	}
	if r.files == 0 {
		return nil, fmt.Errorf("%w: there is no file for a profile, a permission set, an app or a setting in %s",
			ErrNoMetadata, strings.Join(layout.dirs, ", "))
	}
	r.finish()
	return r.snapshot, nil
}

// ErrNoMetadata is a project, or a folder that is none, without anything that could be judged.
var ErrNoMetadata = errors.New("nothing to judge")

type reader struct {
	root   *os.Root
	prefix string // put before a path to show it
	// wholePermissionSets: a file of a permission set says all of it, and what it leaves out is off.
	wholePermissionSets bool

	snapshot *audit.Snapshot
	seen     []string // paths that were read
	entries  int
	files    int
	counts   map[audit.Part]int

	external []externalApp
	muted    map[string]map[string]bool // by name of the muting permission set
	muting   map[string][]string        // names of muting permission sets by name of the group
}

// source is one metadata file.
type source struct {
	path string // as it is shown
	name string // the component's full name
	data []byte
}

// at is a place in the file.
func (s source) at(line int) string { return fmt.Sprintf("%s:%d", s.path, line) }

// kind is a metadata type with the folder and suffix of its files (Metadata API Developer Guide, each type's
// "Declarative Metadata File Suffix and Directory Location").
type kind struct {
	folder, suffix string
	read           func(*reader, source) error
}

func fileKinds() []kind {
	return []kind{
		{"profiles", "profile", (*reader).profile},
		{"permissionsets", "permissionset", (*reader).permissionSet},
		{"permissionsetgroups", "permissionsetgroup", (*reader).group},
		{"mutingpermissionsets", "mutingpermissionset", (*reader).mutingPermissionSet},
		{"connectedApps", "connectedApp", (*reader).connectedApp},
		{"externalClientApps", "eca", (*reader).externalClientApp},
		{"extlClntAppPolicies", "ecaPlcy", (*reader).externalPolicy},
		{"extlClntAppOauthPolicies", "ecaOauthPlcy", (*reader).externalOAuthPolicy},
		{"blacklistedConsumers", "blacklistedConsumer", (*reader).blockedApp},
		{"settings", "settings", (*reader).settings},
	}
}

// kindOf tells the type of a file by its name, and the component's full name: in source format the suffix ends in
// -meta.xml, in metadata format the folder tells as well.
func kindOf(file string) (kind, string, bool) {
	base, isSource := strings.CutSuffix(path.Base(file), "-meta.xml")
	for _, k := range fileKinds() {
		stem, ok := strings.CutSuffix(base, "."+k.suffix)
		if !ok || stem == "" || !isSource && path.Base(path.Dir(file)) != k.folder {
			continue
		}
		// Characters that a file name can't hold are percent-encoded in it.
		if decoded, err := url.PathUnescape(stem); err == nil {
			stem = decoded
		}
		return k, strings.ToValidUTF8(stem, "\uFFFD"), true
	}
	return kind{}, "", false
}

// folder reads the metadata files of a folder. Links to folders are not followed.
func (r *reader) folder(dir string, ignore ignore) error {
	return fs.WalkDir(r.root.FS(), dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if r.entries++; r.entries > maxEntries {
			return fmt.Errorf("%s holds more than %d files and folders", r.show(dir), maxEntries)
		}
		hidden := strings.HasPrefix(d.Name(), ".") && name != "."
		if hidden || d.Name() == "node_modules" || name != dir && ignore.match(name, d.IsDir()) {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		k, stem, ok := kindOf(name)
		if d.IsDir() || !ok || slices.Contains(r.seen, name) {
			return nil
		}
		data, err := r.content(name)
		if err != nil || data == nil {
			return err
		}
		r.seen = append(r.seen, name)
		r.files++
		return k.read(r, source{r.show(name), stem, data})
	})
}

// content reads a file of the project, nil for a link to a folder. One that leads out of the project is refused.
func (r *reader) content(name string) ([]byte, error) {
	info, err := r.root.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.show(name), plainError(err))
	}
	switch {
	case info.IsDir():
		return nil, nil
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not an ordinary file", r.show(name))
	}
	f, err := r.root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.show(name), plainError(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.show(name), plainError(err))
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MiB: metadata files are smaller", r.show(name), maxFile>>20)
	}
	return data, nil
}

// plainError leaves out the operation and the path, which the caller says.
func plainError(err error) error {
	if known, ok := errors.AsType[*fs.PathError](err); ok {
		return known.Err
	}
	return err
}

// shownPrefix is what stands before the paths of a project: a folder below the current
// one, so that a place can be opened from there.
func shownPrefix(dir string) string {
	if clean := filepath.Clean(dir); filepath.IsLocal(clean) {
		return filepath.ToSlash(clean)
	}
	return ""
}

// projectName is the folder as it was given, or its own name where that is the current one.
func projectName(dir string) string {
	if full, err := filepath.Abs(dir); err == nil && filepath.Clean(dir) == "." {
		return filepath.Base(full)
	}
	return dir
}

func (r *reader) show(name string) string { return path.Join(r.prefix, name) }

// say notes that a file was read for a part.
func (r *reader) say(part audit.Part, f source) {
	r.counts[part]++
	r.snapshot.Sources[part] = append(r.snapshot.Sources[part], audit.Source{
		Read: f.path, Rows: 1, At: r.snapshot.TakenAt,
	})
}

// finish sorts what was read and says of every part what it lacks.
func (r *reader) finish() {
	r.joinGroups()
	r.joinExternal()
	s := r.snapshot
	slices.SortStableFunc(s.Profiles, func(a, b audit.Profile) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.PermissionSets, func(a, b audit.PermissionSet) int {
		return strings.Compare(a.Name, b.Name)
	})
	slices.SortStableFunc(s.Groups, func(a, b audit.PermissionSetGroup) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.ConnectedApps, func(a, b audit.ConnectedApp) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(s.ExternalClientApps, func(a, b audit.ExternalClientApp) int {
		return strings.Compare(a.Name, b.Name)
	})
	slices.SortStableFunc(s.BlockedApps, func(a, b audit.BlockedApp) int {
		return strings.Compare(a.FullName, b.FullName)
	})
	for _, part := range audit.Parts() {
		if _, said := s.Refused[part]; said || isWhole(s, part) {
			continue
		}
		refusal := audit.Refusal{Reason: "the files of a project don't show it"}
		switch {
		case r.counts[part] > 0:
			refusal = audit.Refusal{
				Reason:  "only what the project's files hold is known, and the org may hold more",
				Partial: true,
			}
		case slices.Contains(inFiles(), part):
			refusal.Reason = "the project has no file for it"
		}
		s.Refused[part] = refusal
	}
}

// inFiles are the parts of which a project may have files.
func inFiles() []audit.Part {
	return []audit.Part{
		audit.PartProfiles, audit.PartPermissionSets, audit.PartPermissionSetGroups, audit.PartConnectedApps,
		audit.PartExternalClientApps, audit.PartBlockedApps, audit.PartAppPolicies, audit.PartConnectedAppSettings,
		audit.PartMyDomain, audit.PartSecurity, audit.PartOAuthSettings,
	}
}

// isWhole tells whether a file says all of a part, of which an org has one.
func isWhole(s *audit.Snapshot, part audit.Part) bool {
	switch part {
	case audit.PartConnectedAppSettings:
		return s.ConnectedAppSettings != nil
	case audit.PartMyDomain:
		return s.MyDomain != nil
	case audit.PartSecurity:
		return s.Security != nil
	case audit.PartOAuthSettings:
		return s.OAuth != nil
	}
	return false
}
