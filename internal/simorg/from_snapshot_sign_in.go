package simorg

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"orgaudit/audit"
)

// loginPolicies gives the profiles, which are in the snapshot's order, their login IP ranges and hours.
func (f *fromSnapshot) loginPolicies() error {
	for i, p := range f.from.Profiles {
		if p.LoginPolicy == nil {
			continue
		}
		to := &f.to.Profiles[i]
		for _, r := range p.LoginPolicy.IPRanges {
			to.LoginIPRanges = append(to.LoginIPRanges, IPRange{Start: r.Start, End: r.End})
		}
		clock := func(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
		for _, h := range p.LoginPolicy.Hours {
			to.LoginHours = append(to.LoginHours, LoginHours{
				Day: strings.ToLower(h.Day.String()), Start: clock(h.Start), End: clock(h.End),
			})
		}
	}
	return nil
}

// appPolicies makes the apps whose policies the snapshot shows the org's own.
func (f *fromSnapshot) appPolicies() error {
	for i, a := range f.from.ConnectedApps {
		p := a.Policy
		if p == nil {
			continue
		}
		to := &f.to.ConnectedApps[i]
		to.DeveloperName, to.ConsumerKey = p.FullName, p.ConsumerKey
		to.Owned = &OwnedApp{
			Scopes:              p.Scopes,
			IPRelaxation:        p.IPRelaxation,
			WithoutIPRelaxation: p.IPRelaxation == "",
			RefreshTokenPolicy:  p.RefreshToken,
			PKCERequired:        isTrue(p.RequiresPKCE),
			DeviceFlow:          isTrue(p.DeviceFlow),
			ClientCredentials:   isTrue(p.ClientCredentials),
			RunAs:               f.userNamed(p.RunAs),
			SessionLevel:        p.SessionLevel,
		}
	}
	for i, a := range f.from.ExternalClientApps {
		if p := a.Policy; p != nil {
			to := &f.to.ExternalClientApps[i]
			to.IPRelaxation, to.RefreshTokenPolicy, to.ClientCredentials = p.IPRelaxation, p.RefreshToken,
				isTrue(p.ClientCredentials)
			to.RunAs, to.SessionLevel = f.userNamed(p.RunAs), p.SessionLevel
		}
	}
	return nil
}

// history gives each group of sign-ins as many rows as it counts, all at the moment of the last.
func (f *fromSnapshot) history() error {
	for _, l := range f.from.Logins {
		login := Login{
			User:        f.userWithID(l.UserID),
			Time:        l.Last,
			Status:      l.Status,
			Application: l.Application,
			Type:        l.LoginType,
			URL:         l.LoginURL,
		}
		f.to.LoginHistory = append(f.to.LoginHistory, slices.Repeat([]Login{login}, l.Count)...)
	}
	for _, c := range f.from.SetupChanges {
		f.to.SetupAuditTrail = append(f.to.SetupAuditTrail, SetupChange{
			Time: c.At, By: f.userNamed(c.By), Action: c.Action, Section: c.Section, Display: c.Display,
		})
	}
	return nil
}

// userNamed finds a user by username, or adds one.
func (f *fromSnapshot) userNamed(username string) string {
	if username != "" &&
		!slices.ContainsFunc(f.to.Users, func(u User) bool { return strings.EqualFold(u.Username, username) }) {
		f.to.Users = append(f.to.Users, f.extra("", username, ""))
	}
	return username
}

// holders gives users who are known as holders of a permission only what it came by. One who has it by a profile is
// among those whom the snapshot counts as the profile's users.
func (f *fromSnapshot) holders() error {
	for _, h := range f.from.Holders {
		if slices.ContainsFunc(f.from.Users, func(u audit.User) bool { return audit.SameID(u.ID, h.UserID) }) {
			continue
		}
		at := slices.IndexFunc(f.to.Users, func(u User) bool { return u.Username == h.Username })
		if at < 0 {
			at = slices.IndexFunc(f.to.Users, func(u User) bool {
				return strings.HasPrefix(u.Username, colleague) && slices.Contains(h.Via, "profile "+u.Profile)
			})
		}
		if at < 0 {
			at = len(f.to.Users)
			f.to.Users = append(f.to.Users, f.extra("", h.Username, ""))
		}
		u := &f.to.Users[at]
		u.ID, u.Username = h.UserID, h.Username
		f.users[shortID(h.UserID)] = h.Username
		for _, via := range h.Via {
			if !f.grant(u, via) {
				return fmt.Errorf("%s holds a permission by %s, which the snapshot lacks", h.Username, via)
			}
		}
	}
	return nil
}

// grant gives a user what a holder's permission came by, such as "permission set Integration".
func (f *fromSnapshot) grant(u *User, via string) bool {
	for _, p := range f.from.Profiles {
		if via == "profile "+p.Name {
			u.Profile = p.Name
			return true
		}
	}
	once := func(list []Assignment, name string) []Assignment {
		if slices.ContainsFunc(list, func(a Assignment) bool { return a.Name == name }) {
			return list
		}
		return append(list, Assignment{Name: name})
	}
	for _, p := range f.from.PermissionSets {
		if p.Type != audit.PermissionSetGroupOf && via == "permission set "+cmp.Or(p.Label, p.Name) {
			u.PermissionSets = once(u.PermissionSets, p.Name)
			return true
		}
	}
	for _, g := range f.from.Groups {
		if via == "permission set group "+cmp.Or(g.Label, g.Name) {
			u.Groups = once(u.Groups, g.Name)
			return true
		}
	}
	return false
}
