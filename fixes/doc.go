// Package fixes is the catalogue of documented remedies: what to do about a failed check, step by step, with the page
// that documents it. A report renders a fix with the names of the org's own profile, app and user filled in.
package fixes
