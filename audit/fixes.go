package audit

import "slices"

// FixFor picks the first of a check's fixes that is meant for an app: one that names the app's connector before one
// for all apps.
func FixFor(app App, fixes ...*Fix) string {
	for _, fix := range fixes {
		if slices.Contains(fix.Connectors, app.Connector) && app.Connector != "" {
			return fix.ID
		}
	}
	for _, fix := range fixes {
		if len(fix.Connectors) == 0 {
			return fix.ID
		}
	}
	return ""
}
