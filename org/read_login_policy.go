package org

import (
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"orgaudit/audit"
)

const (
	// maxProfiles bounds how many profiles are read as metadata, ten to a request.
	maxProfiles = 100
	// maxToolingProfiles bounds the way around the Metadata API, which takes a request for each profile.
	maxToolingProfiles = 5
)

// profileComponent is what the metadata of a profile says of its users'
// sign-ins, the same in SOAP and in the Tooling API.
type profileComponent struct {
	permissionComponent
	Ranges []struct {
		Start string `xml:"startAddress" json:"startAddress"`
		End   string `xml:"endAddress" json:"endAddress"`
	} `xml:"loginIpRanges" json:"loginIpRanges"`
	Hours loginHours `xml:"loginHours" json:"loginHours"`
}

// loginPolicies reads the profiles of some users as metadata: from where and when they may sign in. Where the Metadata
// API is closed to the audit user the Tooling API shows the same, a profile at a time.
func (r *reader) loginPolicies(ctx context.Context, users []audit.User) error {
	ids := r.unreadProfiles(users)
	if len(ids) == 0 {
		return nil
	}
	err := r.readProfiles(ctx, ids)
	if isInsufficientAccess(err) && len(ids) <= maxToolingProfiles && r.toolingProfiles(ctx, ids) {
		return nil
	}
	return err
}

// unreadProfiles are the ids of the users' profiles whose metadata isn't there yet, in order.
func (r *reader) unreadProfiles(users []audit.User) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var ids []string
	for i := range users {
		id := idKey(users[i].ProfileID)
		if _, have := r.profileMetadata[id]; !have && id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (r *reader) readProfiles(ctx context.Context, ids []string) error {
	if err := r.unlisted(profileType); err != nil {
		return err
	}
	listed := r.listed().profileNames()
	var names []string
	for _, id := range ids {
		if name := listed[id]; name != "" && len(names) < maxProfiles {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return fmt.Errorf("read the metadata of profiles: %w: none of %d is listed", errIncomplete, len(ids))
	}
	components, err := readMetadata[profileComponent](ctx, r.client, profileType, names)
	if err != nil {
		return err
	}
	kept := 0
	for _, c := range components {
		for _, id := range ids {
			if sameFullName(listed[id], c.FullName) {
				r.keepProfile(id, c)
				kept++
			}
		}
	}
	r.source(audit.PartLoginPolicies, "metadata Profile "+strings.Join(names, ", "), kept)
	if kept < len(ids) {
		return fmt.Errorf("read the metadata of profiles: %w: %d of %d came", errIncomplete, kept, len(ids))
	}
	return nil
}

func (r *reader) keepProfile(id string, c profileComponent) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.profileMetadata[id] = c
}

// sameFullName compares metadata names: characters in them may or may not be percent-encoded.
func sameFullName(a, b string) bool {
	plain := func(s string) string {
		if decoded, err := url.PathUnescape(s); err == nil {
			return decoded
		}
		return s
	}
	return a == b || plain(a) == plain(b)
}

// toolingProfiles reads profiles through the Tooling API, whose column Metadata can be had for one row at a time and is
// null for some profiles. It tells whether all came.
func (r *reader) toolingProfiles(ctx context.Context, ids []string) bool {
	type row struct {
		Name     string
		Metadata *profileComponent
	}
	var all sync.WaitGroup
	came := make([]bool, len(ids))
	for i, id := range ids {
		all.Go(func() {
			soql := "SELECT Name, Metadata FROM Profile WHERE Id = '" + soqlText(id) + "'"
			rows, err := query[row](ctx, r.client, toolingAPI, audit.PartLoginPolicies.Title(), soql)
			if err != nil || len(rows) != 1 || rows[0].Metadata == nil {
				return
			}
			came[i] = true
			r.keepProfile(id, *rows[0].Metadata)
			r.source(audit.PartLoginPolicies, "Tooling: "+soql, 1)
		})
	}
	all.Wait()
	return !slices.Contains(came, false)
}

// keepLoginPolicies gives the profiles what their metadata says. An address or time that can't be understood leaves the
// policy unknown: dropping it would open what it closes, or close what it opens.
func (r *reader) keepLoginPolicies() {
	for i := range r.snapshot.Profiles {
		profile := &r.snapshot.Profiles[i]
		c, ok := r.profileMetadata[idKey(profile.ID)]
		if !ok {
			continue
		}
		policy, err := c.policy()
		if err != nil {
			r.refuse(audit.PartLoginPolicies, fmt.Errorf("profile %s: %w", profile.Name, err))
			continue
		}
		profile.LoginPolicy = policy
	}
}

func (c profileComponent) policy() (*audit.LoginPolicy, error) {
	policy := &audit.LoginPolicy{}
	for _, r := range c.Ranges {
		_, startErr := netip.ParseAddr(r.Start)
		_, endErr := netip.ParseAddr(r.End)
		if err := cmp.Or(startErr, endErr); err != nil {
			return nil, fmt.Errorf("a login IP range: %w", err)
		}
		policy.IPRanges = append(policy.IPRanges, audit.IPRange{Start: r.Start, End: r.End})
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		name := strings.ToLower(day.String())
		start, end := c.Hours[name+"Start"], c.Hours[name+"End"]
		if start == "" && end == "" {
			continue
		}
		from, startErr := minuteOfDay(start)
		to, endErr := minuteOfDay(end)
		if err := cmp.Or(startErr, endErr); err != nil {
			return nil, fmt.Errorf("the login hours of %s: %w", day, err)
		}
		policy.Hours = append(policy.Hours, audit.LoginHours{Day: day, Start: from, End: to})
	}
	return policy, nil
}

// minuteOfDay reads minutes since midnight; the end of a day is 1440.
func minuteOfDay(text string) (int, error) {
	minute, err := strconv.Atoi(text)
	if err != nil || minute < 0 || minute > 24*60 {
		return 0, fmt.Errorf("%q is not a valid minute of a day", text)
	}
	return minute, nil
}

// loginHours are the elements of ProfileLoginHours by name, such as
// mondayStart (Metadata API Developer Guide, Profile).
type loginHours map[string]string

// UnmarshalXML takes whatever elements are there.
func (h *loginHours) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var all struct {
		Times []struct {
			XMLName xml.Name
			Text    string `xml:",chardata"`
		} `xml:",any"`
	}
	if err := d.DecodeElement(&all, &start); err != nil {
		return err
	}
	*h = loginHours{}
	for _, t := range all.Times {
		(*h)[t.XMLName.Local] = strings.TrimSpace(t.Text)
	}
	return nil
}

// UnmarshalJSON takes texts, numbers and null.
func (h *loginHours) UnmarshalJSON(data []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	*h = loginHours{}
	for name, value := range all {
		if text := strings.Trim(string(value), `"`); text != "null" {
			(*h)[name] = text
		}
	}
	return nil
}
