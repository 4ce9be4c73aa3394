package config

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"orgaudit/audit"
)

//go:embed policies/*.yaml
var policies embed.FS

const builtinPrefix = "builtin:"

// BuiltinPolicies lists the policies that come with the program, as LoadPolicy and extends take them.
func BuiltinPolicies() []string {
	entries, _ := policies.ReadDir("policies") // embedded: it is there
	var names []string
	for _, e := range entries {
		names = append(names, builtinPrefix+strings.TrimSuffix(e.Name(), ".yaml"))
	}
	return names
}

// BuiltinPolicy gives the text of a built-in policy by its name, with builtin: before it.
func BuiltinPolicy(name string) ([]byte, error) {
	bare, ok := strings.CutPrefix(name, builtinPrefix)
	data, err := policies.ReadFile("policies/" + bare + ".yaml")
	if !ok || err != nil {
		return nil, fmt.Errorf("unknown built-in policy %q: %s", name, didYouMean(name, BuiltinPolicies()))
	}
	return data, nil
}

// LoadPolicy reads a policy and those that it extends. file is a path or builtin:NAME; checks are the IDs that it may
// name, nil leaves them unchecked. SHA256 is that of the file alone, as sha256sum prints it.
//
// The error is an Errors, of this and the extended files, unless file itself could not be read.
func LoadPolicy(file string, connectors *Catalogue, checks []string) (*audit.Policy, error) {
	data, err := readPolicy(file)
	if err != nil {
		return nil, err
	}
	return ParsePolicy(file, data, connectors, checks)
}

// ParsePolicy is LoadPolicy of a text that is in no file yet; file is the name that it goes by.
func ParsePolicy(file string, data []byte, connectors *Catalogue, checks []string) (*audit.Policy, error) {
	r := &policyReader{connectors: connectors, checks: checks, open: readPolicy}
	return r.read(file, data)
}

// read gives the policy of a file's text, or all that is wrong with it.
func (r *policyReader) read(file string, data []byte) (*audit.Policy, error) {
	r.layer(file, data)
	if len(r.errors) == 0 {
		r.contradictions()
		if asksNothing(&r.policy) {
			r.errors = append(r.errors, &Error{
				File: file, Line: 1, Column: 1, Message: "the policy asks for nothing",
				Hint: "add connections, api_enabled, apps, bypass or approvals, or extends: " +
					builtinPrefix + "baseline",
			})
		}
	}
	if err := r.errors.err(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	r.policy.File, r.policy.SHA256 = file, hex.EncodeToString(sum[:])
	return &r.policy, nil
}

func readPolicy(file string) ([]byte, error) {
	if strings.HasPrefix(file, builtinPrefix) {
		return BuiltinPolicy(file)
	}
	data, err := readFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the policy: %w", err)
	}
	return data, nil
}

// policyReader builds one policy from a file and those that it extends, and collects what is wrong with them.
type policyReader struct {
	connectors *Catalogue
	checks     []string
	open       func(file string) ([]byte, error) // reads a file that another one extends
	policy     audit.Policy
	errors     Errors

	doc     *document // of the layer that is being read
	waiting []string  // files whose base is being read, the first one first
}

func (r *policyReader) fail(p problem, at ...any) {
	if p.message != "" {
		r.errors = append(r.errors, r.doc.errorAt(r.doc.at(at...), p.message, p.hint))
	}
}

// layer adds a file to the policy, after the file that it extends.
func (r *policyReader) layer(file string, data []byte) {
	var f PolicyFile
	doc, errs, filled := readDocument(file, data, SchemaPolicy, &f)
	r.errors = append(r.errors, errs...)
	if !filled {
		return
	}
	r.doc = doc
	if f.Extends != "" {
		r.extend(file, f.Extends)
		r.doc = doc
	}
	r.add(&f)
}

// extend reads the base of a file first.
func (r *policyReader) extend(file, base string) {
	r.waiting = append(r.waiting, file)
	defer func() { r.waiting = r.waiting[:len(r.waiting)-1] }()
	if !strings.HasPrefix(base, builtinPrefix) && !filepath.IsAbs(base) {
		base = filepath.Join(filepath.Dir(file), base)
	}
	if i := slices.IndexFunc(r.waiting, func(have string) bool {
		return filepath.Clean(have) == filepath.Clean(base)
	}); i >= 0 {
		circle := strings.Join(append(slices.Clone(r.waiting[i:]), base), " > ")
		r.fail(problem{"extends leads back to a file that it came from", circle}, "extends")
		return
	}
	data, err := r.open(base)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !strings.HasPrefix(base, builtinPrefix):
		r.fail(problem{
			fmt.Sprintf("there is no file %q", base),
			"extends takes a path relative to this file, or " + strings.Join(BuiltinPolicies(), ", "),
		}, "extends")
	case strings.HasPrefix(base, builtinPrefix) && err != nil:
		r.fail(problem{fmt.Sprintf("unknown built-in policy %q", base), didYouMean(base, BuiltinPolicies())}, "extends")
	case err != nil:
		r.fail(problem{fmt.Sprintf("cannot read %q", base), "check that it is a file and that you may read it"},
			"extends")
	default:
		r.layer(base, data)
	}
}

// contradictions finds what no org can follow. Patterns are left alone: an exact name wins over them.
func (r *policyReader) contradictions() {
	p := &r.policy
	for _, pair := range []struct {
		what                string
		required, forbidden []audit.Named
	}{
		{"profile", p.APIEnabled.Required.Profiles, p.APIEnabled.Forbidden.Profiles},
		{"permission set", p.APIEnabled.Required.PermissionSets, p.APIEnabled.Forbidden.PermissionSets},
	} {
		for _, no := range pair.forbidden {
			excepted := slices.ContainsFunc(p.APIEnabled.Except, func(n audit.Named) bool {
				return strings.EqualFold(n.Text, no.Text)
			})
			for _, yes := range pair.required {
				if strings.EqualFold(yes.Text, no.Text) && !excepted {
					r.contradict(no.Rule,
						fmt.Sprintf("API Enabled of %s %q is both required and forbidden", pair.what, no.Text),
						yes.Rule)
				}
			}
		}
	}
	for _, no := range p.Apps.Blocked {
		for _, yes := range slices.Concat(p.Apps.Allowed, p.Apps.Installed, p.Apps.AdminApproved) {
			if no.App.Same(yes.App) {
				r.contradict(no.Rule, fmt.Sprintf("app %q must be blocked, but must be usable as well", no.App.Title()),
					yes.Rule)
			}
		}
	}
}

func (r *policyReader) contradict(at audit.Rule, message string, other audit.Rule) {
	r.errors = append(r.errors, &Error{
		File:    at.File,
		Line:    at.Line,
		Message: message,
		Hint:    fmt.Sprintf("the other rule is in %s:%d", other.File, other.Line),
	})
}

// asksNothing reports whether a policy changes no outcome of any run. A list of holders that is empty does: it allows
// nobody.
func asksNothing(p *audit.Policy) bool {
	names := len(p.APIEnabled.Required.Profiles) + len(p.APIEnabled.Required.PermissionSets) +
		len(p.APIEnabled.Forbidden.Profiles) + len(p.APIEnabled.Forbidden.PermissionSets)
	apps := len(p.Apps.Allowed) + len(p.Apps.Blocked) + len(p.Apps.Installed) + len(p.Apps.AdminApproved)
	return len(p.Connections)+names+apps+len(p.Severity)+len(p.Waivers)+p.APILimitWarn+p.StaleDays == 0 &&
		p.Apps.Unlisted == "" && p.APIEnabled.Holders == nil && p.Bypass.UseAnyAPIClient == nil &&
		p.Bypass.ApproveUninstalledApps == nil
}
