package simorg

import (
	"fmt"
	"html"
	"net/http"
	"strings"
)

// lastSoapLogin is the newest API version that has login(); 65.0 took it away.
const lastSoapLogin = 64

// partner answers the partner and enterprise endpoints, of which only login is offered.
func (c *call) partner() *reply {
	if c.request.Method != http.MethodPost {
		return &reply{
			status:      http.StatusMethodNotAllowed,
			contentType: htmlType,
			body:        []byte("The HTTP method is not supported by this endpoint"),
		}
	}
	if c.envelope.err != nil {
		return soapFault(c, "UNKNOWN_EXCEPTION", "UNKNOWN_EXCEPTION: "+c.envelope.err.Error(), "")
	}
	switch c.operation {
	case "login":
	case "create", "update", "upsert", "delete", "undelete", "merge", "process", "convertLead", "emptyRecycleBin",
		"setPassword", "resetPassword", "sendEmail", "invalidateSessions", "logout":
		c.server.wrote("SOAP " + c.operation)
		return soapFault(c, "sf:INSUFFICIENT_ACCESS", "INSUFFICIENT_ACCESS: the simulated org takes no writes", "")
	default:
		return unknownOperation(c)
	}
	_, newest := c.server.world.versions()
	if refused := c.soapVersion(newest); refused != nil {
		return refused
	}
	if c.version > lastSoapLogin {
		return unknownOperation(c)
	}
	return c.soapLogin()
}

func (c *call) loginFault(code, message string) *reply {
	detail := fmt.Sprintf(`<sf:LoginFault xsi:type="sf:LoginFault"><sf:exceptionCode>%s</sf:exceptionCode><sf:exceptionMessage>%s</sf:exceptionMessage></sf:LoginFault>`,
		code, html.EscapeString(message))
	return soapFault(c, code, code+": "+message, detail)
}

const invalidLogin = "Invalid username, password, security token; or user locked out."

func (c *call) soapLogin() *reply {
	w := c.server.world
	username, password := c.envelope.body.value("username"), c.envelope.body.value("password")
	user, known := w.userByName[strings.ToLower(username)]
	if !known || !c.rightLoginHost() || !w.passwordFits(user, password) {
		return c.loginFault("INVALID_LOGIN", invalidLogin)
	}
	if !w.scenario.Settings.SoapLogin {
		return c.loginFault("INVALID_OPERATION",
			"SOAP API login() is disabled by default in this org. Contact your Salesforce admin.")
	}
	may := w.effective(user, c.server.clock())
	v := viewer{user: user, permissions: may}
	a := &attempt{
		user:    user,
		viewer:  v,
		flow:    flowSoapLogin,
		generic: c.place.kind != myDomain,
		from:    c.address(),
		now:     c.server.clock(),
	}
	if refusal := w.signIn(a); refusal != nil {
		return c.loginFault(firstText(refusal.soap, "INVALID_LOGIN"), firstText(refusal.soapText, invalidLogin))
	}
	if w.data["permissionset"].byName["permissionsuseanyapiauth"] != nil && !v.may("UseAnyApiAuth") {
		return c.loginFault("INSUFFICIENT_ACCESS", "the user lacks the Use Any API Auth permission")
	}
	if !v.may("ApiEnabled") {
		return c.loginFault("API_CURRENTLY_DISABLED", "API is disabled for this User")
	}
	token := c.server.open(&session{user: user, from: c.address()})
	var t tags
	t.in("result", func() {
		t.text("metadataServerUrl", fmt.Sprintf("%s/services/Soap/m/%d.0/%s", c.place.base, c.version, w.orgID))
		t.flag("passwordExpired", w.users[user].src.PasswordExpired)
		t.flag("sandbox", w.scenario.Org.Sandbox != "")
		t.text("serverUrl", fmt.Sprintf("%s/services/Soap/u/%d.0/%s", c.place.base, c.version, w.orgID))
		t.text("sessionId", token)
		t.text("userId", w.users[user].id)
		t.in("userInfo", func() {
			t.text("organizationId", w.orgID)
			t.text("organizationName", firstText(w.scenario.Org.Name, "Acme"))
			t.text("userEmail", firstText(w.users[user].src.Email, w.users[user].src.Username))
			t.text("userFullName", w.userName(user))
			t.text("userId", w.users[user].id)
			t.text("userName", w.users[user].src.Username)
			t.text("userType", w.userType(user))
		})
	})
	return c.soapResult("loginResponse", t.String())
}

// passwordFits says whether the password, with or without the security token behind it, is the user's.
func (w *world) passwordFits(user int32, password string) bool {
	u := w.users[user].src
	return u.Password != "" && (password == u.Password || password == u.Password+u.SecurityToken)
}

// rightLoginHost: production users aren't known at test.salesforce.com, sandbox users not at login.salesforce.com.
func (c *call) rightLoginHost() bool {
	sandbox := c.server.world.scenario.Org.Sandbox != ""
	return c.place.kind == myDomain || sandbox == (c.place.kind == sandboxLogin)
}
