package simorg

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

// userPermissionList holds API name and label of the user permissions that a described org of API 63.0 has.
//
//go:embed user_permissions.tsv
var userPermissionList string

// permission is the number of a user permission in the catalogue.
type permission int

// permissions is a set of user permissions, small enough to copy.
type permissions [8]uint64

func (p *permissions) add(n permission)     { p[n/64] |= 1 << (n % 64) }
func (p permissions) has(n permission) bool { return p[n/64]&(1<<(n%64)) != 0 }

func (p *permissions) addAll(q permissions) {
	for i := range p {
		p[i] |= q[i]
	}
}

func (p *permissions) removeAll(q permissions) {
	for i := range p {
		p[i] &^= q[i]
	}
}

// permissionCatalogue knows every user permission by number and by name.
type permissionCatalogue struct {
	names, labels []string
	numbers       map[string]permission
}

// userPermissions is the catalogue: the recorded describe and the two permissions that came after it.
var userPermissions = sync.OnceValue(func() permissionCatalogue {
	c := permissionCatalogue{numbers: make(map[string]permission)}
	add := func(name, label string) {
		c.numbers[name] = permission(len(c.names))
		c.names = append(c.names, name)
		c.labels = append(c.labels, label)
	}
	for line := range strings.Lines(userPermissionList) {
		name, label, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		add(name, label)
	}
	add("CanApproveUninstalledApps", "Approve Uninstalled Connected Apps")
	add("UseAnyApiAuth", "Use Any API Auth")
	return c
})

func (c permissionCatalogue) set(names []string) (permissions, error) {
	var p permissions
	for _, name := range names {
		n, ok := c.numbers[name]
		if !ok {
			return p, fmt.Errorf("unknown user permission %q: use the API name, such as ApiEnabled", name)
		}
		p.add(n)
	}
	return p, nil
}

func (c permissionCatalogue) list(p permissions) []string {
	var names []string
	for n, name := range c.names {
		if p.has(permission(n)) {
			names = append(names, name)
		}
	}
	return names
}
