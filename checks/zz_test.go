package checks_test

import (
	"fmt"
	"testing"
	"time"

	"orgaudit/audit"
	"orgaudit/checks"
	"orgaudit/config"
)

func TestZZ(t *testing.T) {
	var c checkCase
	if err := config.Decode("case", []byte("profile: {permissions: {ApiEnabled: false, CanApproveUninstalledApps: false}}\nsnapshot: {connected_apps: []}"), &c); err != nil {
		t.Fatal(err)
	}
	s, q := c.snapshot(t), c.question(t)
	q.Connections[0].Usernames = nil
	base := s.Users[0]
	s.Users = nil
	for i := range 5000 {
		u := base
		u.ID, u.Username = fmt.Sprintf("005%012dAAA", i), fmt.Sprintf("u%d@acme.example", i)
		s.Users = append(s.Users, u)
		s.Scope.Usernames = append(s.Scope.Usernames, u.Username)
		q.Connections[0].Usernames = append(q.Connections[0].Usernames, u.Username)
		s.Logins = append(s.Logins, audit.Login{UserID: u.ID, Application: "Sales Insight Actions", Status: "Failed: OAuth API access disabled", Count: 1, Last: s.TakenAt})
	}
	t0 := time.Now()
	audit.Evaluate(s, nil, q, checks.All())
	t.Log("no trail", time.Since(t0))
	for i := range 2000 {
		d := audit.SetupChange{Action: "PermSetAssign", Display: fmt.Sprintf("Permission set Integration: assigned to user X (UserID: [005%012d])", i), At: s.TakenAt}
		if i%2 == 0 {
			d = audit.SetupChange{Action: "profilePermChangedCustom", Display: fmt.Sprintf("Changed profile P%d: general user permission API Enabled was changed from enabled to disabled", i), At: s.TakenAt}
		}
		if i%5 == 0 {
			d = audit.SetupChange{Action: "insertConnectedApplication", Display: fmt.Sprintf("Installed App %d anders", i), At: s.TakenAt}
		}
		s.SetupChanges = append(s.SetupChanges, d)
	}
	t0 = time.Now()
	audit.Evaluate(s, nil, q, checks.All())
	t.Log("trail", time.Since(t0))
}
