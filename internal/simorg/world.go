package simorg

import (
	"fmt"
	"strings"
	"time"
)

// world is a scenario with its names resolved to rows. It never changes once built, so requests read it without locks.
type world struct {
	scenario *Scenario
	orgID    string
	zone     *time.Location
	started  time.Time // the clock when the org was made; creation dates that a scenario leaves open lie before it

	licenses   []licenseRow
	addOns     []addOnRow
	addOnUses  []addOnUse
	profiles   []profileRow
	sets       []setRow
	groups     []groupRow
	mutings    []mutingRow
	components []componentRow
	users      []userRow
	assigned   []assignedRow
	apps       []appRow
	ecas       []ecaRow
	menu       []menuRow
	access     []accessRow
	tokens     []tokenRow
	logins     []loginRow
	changes    []changeRow
	blocked    []blockedRow
	domains    []domainRow

	userByName    map[string]int32
	profileByName map[string]int32
	setByName     map[string]int32
	groupByName   map[string]int32

	auditor int32 // -1: the auditor is no user of the org
	extra   permissions
	lacking permissions

	noColumn      map[string]bool // permissions without a column
	data, tooling map[string]*table
}

// builder gathers the rows; err is the first thing in the scenario that can't be.
type builder struct {
	*world
	err error
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

// id gives a record its id: the one the scenario wrote, or the n-th of its object.
func (b *builder) id(given, prefix string, n int) string {
	if given == "" {
		return recordID(prefix, n+1)
	}
	id, err := wholeID(given)
	if err != nil {
		b.fail("scenario %q: %w", b.scenario.Title, err)
	}
	return id
}

func (b *builder) permissions(owner string, names []string) permissions {
	p, err := userPermissions().set(names)
	if err != nil {
		b.fail("%s: %w", owner, err)
	}
	return p
}

// row looks a name up; an unknown one fails the build and says who used it.
func (b *builder) row(names map[string]int32, what, name, usedBy string) int32 {
	if n, ok := names[strings.ToLower(name)]; ok {
		return n
	}
	b.fail("%s names the %s %q, which the scenario doesn't have", usedBy, what, name)
	return -1
}

func (b *builder) user(name, usedBy string) int32 {
	if name == "" {
		return b.auditor
	}
	return b.row(b.userByName, "user", name, usedBy)
}

func (b *builder) name(names map[string]int32, what, name string, row int) {
	key := strings.ToLower(name)
	if name == "" {
		b.fail("%s %d has no name", what, row+1)
	}
	if _, twice := names[key]; twice {
		b.fail("there are two of the %s %q: give each a name of its own", what, name)
	}
	names[key] = int32(row)
}

// newWorld resolves the scenario. The order matters: each step names rows of the ones before it.
func newWorld(s *Scenario, now time.Time) (*world, error) {
	b := &builder{world: &world{
		scenario:      s,
		started:       now,
		userByName:    map[string]int32{},
		profileByName: map[string]int32{},
		setByName:     map[string]int32{},
		groupByName:   map[string]int32{},
		auditor:       -1,
	}}
	b.orgID = b.id(s.Org.ID, prefixOrganization, 0)
	zone, err := time.LoadLocation(b.timeZone())
	if err != nil {
		b.fail("time zone of the org: %w", err)
	}
	b.zone = zone
	b.addLicenses()
	b.addProfiles()
	b.addPermissionSets()
	b.addGroups()
	b.addUsers()
	b.addAuditor()
	b.addAssignments()
	b.countSeats()
	b.addApps()
	b.addTokens()
	b.addHistory()
	b.addDomains()
	b.addTables()
	if b.err != nil {
		return nil, b.err
	}
	return b.world, nil
}

// since is the creation date of a record whose scenario leaves it open: two years before the org's present.
func (w *world) since(t time.Time) time.Time {
	if t.IsZero() {
		return w.started.AddDate(-2, 0, 0).Truncate(time.Second)
	}
	return t
}

func firstText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
