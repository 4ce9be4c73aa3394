package org

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"orgaudit/audit"
)

// Snapshot reads what the scope asks about. It never fails: what could not be read is in Refused, with the reason, and
// the rest goes on. When the context ends, what was read until then is given.
func (c *Client) Snapshot(ctx context.Context, scope audit.Scope) *audit.Snapshot {
	r := &reader{
		client: c,
		scope:  scope,
		snapshot: &audit.Snapshot{
			Schema: audit.SnapshotSchema, TakenAt: c.options.Now().UTC().Truncate(time.Second), Scope: scope,
			Org:     audit.Org{ID: c.orgID, URL: c.InstanceURL(), APIVersion: c.version},
			Auditor: audit.Auditor{UserID: c.userID, Username: c.Username()},
			Refused: map[audit.Part]audit.Refusal{}, Sources: map[audit.Part][]audit.Source{},
		},
		errors: map[audit.Part]error{}, profileMetadata: map[string]profileComponent{},
	}
	r.listed = sync.OnceValue(func() listing { return r.list(ctx) })
	r.policies.Add(1)
	r.run(ctx)
	return r.finish()
}

// reader fills a snapshot from many goroutines. Each part is written by one of them; what several write is behind mu.
type reader struct {
	client   *Client
	scope    audit.Scope
	snapshot *audit.Snapshot
	mu       sync.Mutex
	errors   map[audit.Part]error
	// the metadata components that the run needs the names of, listed once
	listed func() listing
	// profileMetadata holds what was read of the profiles of users in scope, by id.
	profileMetadata map[string]profileComponent
	// done when the blocked apps are in the snapshot, or refused
	blocked sync.WaitGroup
	// done when the policies of the org's own apps are, or refused
	policies sync.WaitGroup
	logins   []loginRow
	changes  []changeRow
	held     []holderRow
	// active users of the profiles of users in scope, by profile id; nil where counting failed
	active map[string]int
	// read, but complete only if the audit user may see everything
	partial []audit.Part
}

// connects tells whether the scope asks about connections: some settings decide nothing else.
func (r *reader) connects() bool {
	s := r.scope
	return len(s.Usernames)+len(s.Profiles)+len(s.PermissionSets)+len(s.Apps) > 0
}

// hasUsers tells whether users are in scope.
func (r *reader) hasUsers() bool {
	return len(r.scope.Usernames)+len(r.scope.Profiles)+len(r.scope.PermissionSets)+len(r.scope.PolicyUsernames) > 0
}

// run starts every read as soon as what it depends on is there. The longest chain is: the columns of permission sets,
// these, what hangs on the users who are asked about by them.
func (r *reader) run(ctx context.Context) {
	var all sync.WaitGroup
	var profiles, sets, groups sync.WaitGroup
	start := func(part audit.Part, read func(context.Context) error, also ...*sync.WaitGroup) {
		for _, wg := range append(also, &all) {
			wg.Add(1)
		}
		go func() {
			defer func() {
				for _, wg := range append(also, &all) {
					wg.Done()
				}
			}()
			if err := read(ctx); err != nil {
				r.refuse(part, err)
			}
		}()
	}
	start(audit.PartOrganization, r.organization)
	start(audit.PartAuditor, r.auditor)
	start(audit.PartLimits, r.limits)
	start(audit.PartProfiles, r.profiles, &profiles)
	start(audit.PartPermissionSets, r.permissionSets, &sets)
	start(audit.PartPermissionSetGroups, r.groups, &groups)
	start(audit.PartBlockedApps, r.blockedApps, &r.blocked)
	start(audit.PartConnectedAppSettings, r.connectedAppSettings)
	start(audit.PartMyDomain, r.myDomain)
	start(audit.PartUsers, func(ctx context.Context) error {
		// Users asked by profile or permission set are found by its id, so these have to be there first.
		if len(r.scope.Profiles) > 0 {
			profiles.Wait()
			r.nameProfiles()
		}
		if len(r.scope.PermissionSets) > 0 {
			sets.Wait()
			groups.Wait()
		}
		return r.users(ctx)
	})
	start(audit.PartAppAccess, r.apps)
	if r.scope.Standing {
		start(audit.PartApprovals, r.allApprovals)
	}
	if r.connects() {
		start(audit.PartSecurity, r.security)
		start(audit.PartOAuthSettings, r.oauthSettings)
		start(audit.PartAuditTrail, r.auditTrail)
	}
	if len(r.licensesNeeded()) > 0 {
		start(audit.PartLicenses, r.licenses)
	}
	if len(r.scope.Holders) > 0 {
		start(audit.PartHolders, r.holders)
	}
	all.Wait()
	r.conclude(ctx)
}

// conclude does what takes several parts to be read.
func (r *reader) conclude(ctx context.Context) {
	r.runAsUsers(ctx)
	r.nameProfiles()
	r.keepLoginPolicies()
	r.approvePermissions(ctx)
	r.keepLogins()
	r.keepChanges()
	r.keepHolders()
	if r.scope.CheckDNS {
		r.snapshot.DNS = r.client.lookUp(ctx, myDomainHost(r.snapshot.Org, r.snapshot.MyDomain))
	}
}

// nameProfiles gives the profiles their metadata names, as far as these were listed.
func (r *reader) nameProfiles() {
	names := r.listed().profileNames()
	for i := range r.snapshot.Profiles {
		if name := names[idKey(r.snapshot.Profiles[i].ID)]; name != "" {
			r.snapshot.Profiles[i].MetadataName = name
		}
	}
}

// refuse records the first error of a part.
func (r *reader) refuse(part audit.Part, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, ok := r.errors[part]; !ok {
		r.errors[part] = err
	}
}

// settle records the error of a part, if there is one, and gives what it means for a part that depends on it.
func (r *reader) settle(part audit.Part, err error) error {
	if err != nil {
		r.refuse(part, err)
	}
	return missingPart(part, err)
}

// source records what was read of a part.
func (r *reader) source(part audit.Part, read string, rows int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	at := r.client.options.Now().UTC().Truncate(time.Second)
	r.snapshot.Sources[part] = append(r.snapshot.Sources[part], audit.Source{Read: read, Rows: rows, At: at})
}

// needsSight notes that a part that was read may lack rows: Salesforce leaves out, without an error, what the audit
// user may not see.
func (r *reader) needsSight(part audit.Part) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.partial = append(r.partial, part)
}

// read runs a query of the data API for a part and keeps it as evidence.
func read[T any](ctx context.Context, r *reader, part audit.Part, soql string) ([]T, error) {
	rows, err := query[T](ctx, r.client, dataAPI, part.Title(), soql)
	if err != nil {
		return nil, err
	}
	r.source(part, soql, len(rows))
	return rows, nil
}

// finish marks what is incomplete, sorts what isn't sorted yet and gives the snapshot. Profiles, permission sets and
// apps are sorted where they are read: of two with one name a look-up takes the first or last, and the reader has to
// look up the same one as whoever judges the snapshot.
func (r *reader) finish() *audit.Snapshot {
	s := r.snapshot
	r.noteActive()
	for _, part := range r.partial {
		if why, ok := r.blind(part); ok {
			if _, failed := r.errors[part]; !failed {
				s.Refused[part] = why
			}
		}
	}
	for part, err := range r.errors {
		s.Refused[part] = refusalOf(part, err, s.Auditor)
	}
	s.Failure = failureOf(slices.Collect(maps.Values(r.errors)))
	if s.Failure != nil && len(s.Sources) > 0 {
		s.Failure.SignIn = false // a session that couldn't be renewed: what was read before stays
	}
	if s.Org.MyDomain == "" {
		s.Org.MyDomain = myDomainHost(s.Org, s.MyDomain)
	}
	calls := r.client.calls()
	s.Calls = audit.Calls{
		REST:   calls.REST,
		SOAP:   calls.SOAP,
		Bytes:  calls.Bytes,
		TookMS: r.client.options.Now().Sub(r.client.opened).Milliseconds(),
	}
	if s.APILimit == nil {
		if used, allowed, ok := r.client.apiUsage(); ok {
			s.APILimit = &audit.APILimit{Max: allowed, Remaining: max(0, allowed-used)}
			r.source(audit.PartLimits, "response header Sforce-Limit-Info", 1)
			delete(s.Refused, audit.PartLimits)
		}
	}
	slices.SortFunc(s.Groups, func(a, b audit.PermissionSetGroup) int { return byName(a.Name, b.Name, a.ID, b.ID) })
	slices.SortFunc(s.AppAccess, func(a, b audit.AppAccess) int {
		return byName(a.AppID, b.AppID, a.PermissionSetID, b.PermissionSetID)
	})
	slices.SortFunc(s.Approvals, func(a, b audit.Approval) int {
		return cmp.Or(byName(a.AppName, b.AppName, a.UserID, b.UserID), strings.Compare(a.AppID, b.AppID))
	})
	for _, sources := range s.Sources {
		slices.SortFunc(sources, func(a, b audit.Source) int { return strings.Compare(a.Read, b.Read) })
	}
	return s
}

func byName(a, b, idA, idB string) int {
	return cmp.Or(strings.Compare(strings.ToLower(a), strings.ToLower(b)), strings.Compare(idA, idB))
}

// Unread is the snapshot of an org that could not be entered: every part is refused for the reason of the error.
func Unread(err error, address string, scope audit.Scope, at time.Time) *audit.Snapshot {
	s := &audit.Snapshot{
		Schema: audit.SnapshotSchema, TakenAt: at.UTC().Truncate(time.Second), Scope: scope,
		Org: audit.Org{URL: strings.TrimRight(address, "/")}, Refused: map[audit.Part]audit.Refusal{},
		Failure: failureOf([]error{err}),
	}
	ended := errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled)
	if s.Failure == nil && !ended {
		s.Failure = &audit.Failure{Message: reasonOf(err)} // nobody answered, or not as Salesforce does
	}
	if scope.CheckDNS {
		s.DNS = unresolvedHost(err, address, s.TakenAt)
	}
	for _, part := range audit.Parts() {
		why := refusalOf(part, err, audit.Auditor{})
		why.NeedsPermission = "" // not a matter of what the audit user may see
		s.Refused[part] = why
	}
	return s
}
