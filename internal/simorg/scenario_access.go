package simorg

import "time"

// UserLicense is a license that profiles belong to. Licenses that profiles name without declaring them are made up.
type UserLicense struct {
	ID    string `json:"id,omitempty"`
	Name  string `json:"name"`
	Key   string `json:"key,omitempty"` // LicenseDefinitionKey, default derived from the name
	Total int    `json:"total,omitempty"`
	// Used is the number of seats taken; nil counts the active users.
	Used   *int   `json:"used,omitempty"`
	Status string `json:"status,omitempty"` // default "Active"
}

// PermissionSetLicense is an add-on license assigned to users one by one.
type PermissionSetLicense struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"` // DeveloperName
	Label  string `json:"label,omitempty"`
	Total  int    `json:"total,omitempty"`
	Used   *int   `json:"used,omitempty"`
	Status string `json:"status,omitempty"`
}

// Profile is a profile together with the permission set that it owns.
type Profile struct {
	ID              string `json:"id,omitempty"`
	PermissionSetID string `json:"permission_set_id,omitempty"`
	Name            string `json:"name"`
	// MetadataName is the full name in Metadata API; standard profiles have their own (System Administrator is
	// "Admin"), others default to the percent-encoded name.
	MetadataName string    `json:"metadata_name,omitempty"`
	Description  string    `json:"description,omitempty"`
	Custom       bool      `json:"custom,omitempty"`
	UserType     string    `json:"user_type,omitempty"` // default "Standard"
	License      string    `json:"license,omitempty"`   // default "Salesforce"
	Namespace    string    `json:"namespace,omitempty"`
	Created      time.Time `json:"created,omitzero"`
	// Permissions are API names of user permissions, such as "ApiEnabled".
	Permissions   []string     `json:"permissions,omitempty"`
	LoginIPRanges []IPRange    `json:"login_ip_ranges,omitempty"`
	LoginHours    []LoginHours `json:"login_hours,omitempty"`
	// NoMetadata makes the Tooling API answer null for this profile's Metadata, as it does for some visible profiles.
	NoMetadata bool `json:"no_metadata,omitempty"`
}

// LoginHours opens one day of the week, in the org's time zone. A day that isn't listed is open
// all day; a day whose Start is its End is closed.
type LoginHours struct {
	Day   string `json:"day"`   // monday … sunday
	Start string `json:"start"` // "08:00"
	End   string `json:"end"`   // "18:00"; "24:00" is midnight
}

// PermissionSet is a permission set that can be assigned.
type PermissionSet struct {
	ID                 string    `json:"id,omitempty"`
	Name               string    `json:"name"`
	Label              string    `json:"label,omitempty"`
	Description        string    `json:"description,omitempty"`
	Type               string    `json:"type,omitempty"` // Regular (default) | Session | Standard | Integration
	Namespace          string    `json:"namespace,omitempty"`
	ActivationRequired bool      `json:"activation_required,omitempty"`
	License            string    `json:"license,omitempty"` // name of a permission set license or user license
	Permissions        []string  `json:"permissions,omitempty"`
	Created            time.Time `json:"created,omitzero"`
}

// PermissionSetGroup is a group of permission sets. The hidden permission set that it owns
// carries the union of its sets minus what is muted.
type PermissionSetGroup struct {
	ID                 string   `json:"id,omitempty"`
	PermissionSetID    string   `json:"permission_set_id,omitempty"`
	Name               string   `json:"name"`
	Label              string   `json:"label,omitempty"`
	Description        string   `json:"description,omitempty"`
	Status             string   `json:"status,omitempty"` // Updated (default) | Outdated | Updating | Failed
	Namespace          string   `json:"namespace,omitempty"`
	ActivationRequired bool     `json:"activation_required,omitempty"`
	Sets               []string `json:"sets,omitempty"`
	Muting             *Muting  `json:"muting,omitempty"`
	// Permissions overrides the union: what a group that isn't recalculated still grants.
	Permissions []string  `json:"permissions,omitempty"`
	Created     time.Time `json:"created,omitzero"`
}

// Muting is a muting permission set: what is true in it is taken away within its group, and nowhere else.
type Muting struct {
	ID          string   `json:"id,omitempty"`
	Name        string   `json:"name,omitempty"`
	Label       string   `json:"label,omitempty"`
	Permissions []string `json:"permissions,omitempty"`
}

// User is a user. Frozen and Locked live in UserLogin.
type User struct {
	ID              string `json:"id,omitempty"`
	Username        string `json:"username"`
	Name            string `json:"name,omitempty"`
	Email           string `json:"email,omitempty"`
	Inactive        bool   `json:"inactive,omitempty"`
	Frozen          bool   `json:"frozen,omitempty"`
	Locked          bool   `json:"locked,omitempty"`
	PasswordExpired bool   `json:"password_expired,omitempty"`
	// Profile may be empty only for the automated users of Salesforce itself.
	Profile               string       `json:"profile,omitempty"`
	UserType              string       `json:"user_type,omitempty"` // default the profile's
	PermissionSets        []Assignment `json:"permission_sets,omitempty"`
	Groups                []Assignment `json:"groups,omitempty"`
	PermissionSetLicenses []string     `json:"permission_set_licenses,omitempty"`
	Created               time.Time    `json:"created,omitzero"`
	LastLogin             time.Time    `json:"last_login,omitzero"`
	// ProfileAssignmentID is the id of the assignment of the profile's own permission set.
	ProfileAssignmentID string `json:"profile_assignment_id,omitempty"`
	// Password and SecurityToken are what the simulator's own password flows accept; empty refuses every password.
	Password      string `json:"password,omitempty"`
	SecurityToken string `json:"security_token,omitempty"`
}

// Assignment gives a user a permission set or a permission set group.
type Assignment struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
	// Inactive and Revoked are the assignment's own flags; one whose Expires has passed is inactive by itself.
	Inactive bool      `json:"inactive,omitempty"`
	Revoked  bool      `json:"revoked,omitempty"`
	Expires  time.Time `json:"expires,omitzero"`
}
