package diagnose_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"orgaudit/internal/diagnose"
)

// Whatever carries an error of the reference data is recognised by it.
func TestTokenEndpointErrors(t *testing.T) {
	file, err := os.Open("testdata/oauth-errors.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	n := 0
	for lines.Scan() {
		var row struct {
			Body     json.RawMessage
			Redirect string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		seen := row.Redirect
		if row.Body != nil {
			seen = string(row.Body)
		}
		got := diagnose.Propose(seen, nil)
		var body struct {
			Error       string
			Description string `json:"error_description"`
		}
		if json.Unmarshal(row.Body, &body) == nil &&
			(got.Code != body.Error || !strings.EqualFold(got.Text, body.Error+": "+body.Description)) {
			t.Errorf("%s: got %q, code %q", seen, got.Text, got.Code)
		}
		if !got.Recognised() || len(got.Rows) != 1 {
			t.Errorf("%s: got %q, %d rows", seen, got.Text, len(got.Rows))
		}
		n++
	}
	if n < 15 {
		t.Errorf("only %d errors were read", n)
	}
}

// Every status of a sign-in is recognised by its code, by the code as people say it, and by its text in Login History.
func TestLoginStatuses(t *testing.T) {
	data, err := os.ReadFile("testdata/login-status-codes.json")
	if err != nil {
		t.Fatal(err)
	}
	var statuses map[string]string
	if err := json.Unmarshal(data, &statuses); err != nil {
		t.Fatal(err)
	}
	if len(statuses) < 37 {
		t.Errorf("only %d statuses were read", len(statuses))
	}
	for code, text := range statuses {
		for _, seen := range []string{
			code, strings.ToLower(code), strings.ReplaceAll(code, "_", " "),
			"https://x.example/cb?error=" + code + "&state=x",
			`{"LOGIN_STATUS":"` + code + `","error":"` + code + `"}`,
		} {
			if got := diagnose.Propose(seen, nil); got.Code != code {
				t.Errorf("%s: got %q, code %q", seen, got.Text, got.Code)
			}
		}
		for _, seen := range []string{text, strings.ToUpper(text)} {
			got := diagnose.Propose(seen, nil)
			if !strings.EqualFold(got.Text, text) &&
				!strings.EqualFold(got.Text, strings.ReplaceAll(text, " ", "_")) {
				t.Errorf("%s: got %q", seen, got.Text)
			}
		}
	}
}

// listed are the values that Salesforce's own SDK lists for the token endpoint.
const listed = `access_denied app_blocked app_not_found authorization_pending bad_jti_claim app_attest_failed
app_attest_failed_retry ecapp_policy_not_found exceeded_registration_limit fail_close_app_blocked failed_registration
immediate_unsuccessful installation_error invalid_app_access invalid_assertion_type invalid_basic_auth_header
invalid_dpop_proof invalid_client invalid_client_id invalid_distribution_state invalid_expid invalid_grant invalid_otp
invalid_request invalid_scope invalid_session_level invalid_token login_error oauth_flow_disabled oauth_policy_not_found
otp_error redirect_uri_missing redirect_uri_mismatch registration_error server_error service_unavailable slow_down
system_down unknown_error unsupported_expid unsupported_grant_type unsupported_response_type unsupported_token_type
use_dpop_nonce`

// documented are the other codes that Salesforce's and the vendors' pages name.
const documented = `OAUTH_APP_BLOCKED OAUTH_APPROVAL_ERROR_GENERIC OAUTH_APP_ACCESS_DENIED OAUTH_AUTHORIZATION_BLOCKED OAUTH_EC_APP_NOT_FOUND
inactive_user inactive_org rate_limit_exceeded API_CURRENTLY_DISABLED EXPIRED_ACCESS INACTIVE_ORGANIZATION
INSUFFICIENT_ACCESS_OR_READONLY INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY INVALID_FIELD_FOR_INSERT_UPDATE INVALID_TYPE
TXN_SECURITY_NO_ACCESS REQUEST_LIMIT_EXCEEDED CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY API_DISABLED_FOR_ORG RESTAPINOTENABLED
INVALID_SESSION_ID LOGIN_MUST_USE_SECURITY_TOKEN INVALID_LOGIN INSUFFICIENT_ACCESS LOGIN_DURING_RESTRICTED_DOMAIN
LOGIN_DURING_RESTRICTED_TIME ORG_LOCKED PASSWORD_LOCKOUT TRIAL_EXPIRED CLIENT_NOT_ACCESSIBLE_FOR_USER INVALID_AUTH_HEADER
Bad_OAuth_Token SERVER_UNAVAILABLE AuthCodeExchangeError SalesforceOauth2ClientCredentialFailure`

func TestCodes(t *testing.T) {
	for _, code := range strings.Fields(listed + " " + documented) {
		for _, seen := range []string{
			code, strings.ToUpper(code), strings.ToLower(code), strings.ReplaceAll(code, "_", " "),
			"remote: " + code + ".", "(" + code + ")",
			"https://x.example/cb#error=" + code, fmt.Sprintf(`[{"errorCode":%q,"message":"x"}]`, code),
			"<exceptionCode>" + code + "</exceptionCode>",
		} {
			if got := diagnose.Propose(seen, nil); !strings.EqualFold(got.Code, code) {
				t.Errorf("%s: got %q, code %q", seen, got.Text, got.Code)
			}
		}
		for _, seen := range []string{"x" + code, code + "x", code + "_2", "_" + code} {
			if got := diagnose.Propose(seen, nil); got.Recognised() && strings.EqualFold(got.Code, code) {
				t.Errorf("%s is taken for %s", seen, got.Code)
			}
		}
	}
}

// innocent texts mean no failed connection, although they use the same words.
func innocent() []string {
	return []string{
		"The quick brown fox is blocked by a lazy dog",
		"Connection successful. Welcome back, Jane!",
		"404 Not Found",
		"Internal Server Error",
		"Your order has been shipped and will arrive on Monday.",
		"We use cookies to improve your experience. Accept all?",
		"Please slow down: school zone ahead.",
		"Access to this road is denied to lorries.",
		"The door is locked, please use the other entrance.",
		"Enter your user name and password, then click Log In.",
		"Forgot your password? Reset it here.",
		"Build 4711 finished: success in 3m12s",
		`{"status":"Success","items":[1,2,3]}`,
		`{"status":"ok","message":"Slow down, you move too fast"}`,
		"This app is blocked by your pop-up blocker",
		"No such column 'Foo' on entity 'Profile'",
		"An inactive user costs a license; deactivate inactive users every quarter.",
		"Inactive user accounts are removed after 90 days",
		"The trial expired in May and we bought the full version",
		"https://login.salesforce.com/?startURL=%2Fhome",
		"https://acme.my.salesforce.com/services/oauth2/authorize?response_type=code&client_id=3MVG9x&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&state=OAUTH_APP_BLOCKED&code_challenge=abc",
		"https://app.example/callback?code=aPrxOAUTH_APP_BLOCKED&state=access_denied",
		"https://www.example.com/search?q=restricted+domain+names",
		"Restricted domains need the registrar's consent",
		"A restricted IP range is announced by that carrier",
		"The API is enabled for everybody.",
		"Is the REST API enabled for this Organization? Yes.",
		"Two-factor authentication is required by law, says the newspaper",
		"server.go:12: error: undefined: invalid_grants",
		"The password must not be empty; invalid passwords are shown in red",
		"Wir haben Ihre Anfrage erhalten und melden uns in Kürze.",
		"요청을 인증할 수 있습니다",
		"Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor",
		"SELECT Id, Status FROM LoginHistory",
		"[2026-11-20 09:00:00] INFO sync finished {rows: 12}",
		"The session ended early because the speaker was ill.",
		"not recognised",
		"",
		"   \n\t ",
		"{[<%25>]}",
	}
}

func TestInnocentTexts(t *testing.T) {
	if n := len(innocent()); n < 30 {
		t.Errorf("only %d texts", n)
	}
	for _, seen := range innocent() {
		got := diagnose.Propose(seen, vendor())
		if got.Recognised() || got.Text != diagnose.Unrecognised || got.Code != "" || len(got.Checks) != 0 {
			t.Errorf("%q is taken for %q, code %q, checks %v", seen, got.Text, got.Code, got.Checks)
		}
	}
}
