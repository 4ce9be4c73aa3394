// Package fixes is the catalogue of documented remedies: what to do about a failed check, step by step, with the page
// that documents it. A report renders a fix with the names of the org's own profile, app and user filled in. A fix of
// one check may stand beside that check instead; checks.Fixes lists them all.
package fixes
