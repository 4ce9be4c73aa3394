package simorg

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// maxURI is about the longest address that Salesforce takes, in bytes.
const maxURI = 16_384

// route answers a request by its host and path.
func (c *call) route() *reply {
	path := c.request.URL.Path
	if c.place.kind == otherHost {
		return urlGone()
	}
	if !c.reads() && !strings.HasPrefix(path, "/services/oauth2/") && !strings.HasPrefix(path, "/services/Soap/") {
		return c.methodNotAllowed()
	}
	// Longer addresses than this are refused before anything reads them; long lists have to be asked for in pieces.
	if len(c.request.URL.RequestURI()) > maxURI {
		return htmlPage(http.StatusRequestURITooLong, "Request-URI Too Long")
	}
	switch {
	case strings.HasPrefix(path, "/services/oauth2/"):
		return c.oauth(strings.TrimPrefix(path, "/services/oauth2/"))
	case strings.HasPrefix(path, "/id/"):
		return c.identity()
	case strings.HasPrefix(path, "/services/Soap/u/"), strings.HasPrefix(path, "/services/Soap/c/"):
		return c.partner()
	case path == "/setup/connect":
		return c.connect()
	case c.place.kind != myDomain:
		return urlGone()
	case strings.HasPrefix(path, "/services/Soap/m/"):
		return c.metadata()
	case path == "/services/data", path == "/services/data/":
		return c.versions()
	case strings.HasPrefix(path, "/services/data/"):
		return c.rest(strings.TrimPrefix(path, "/services/data/"))
	case path == "/setup/secur/RemoteAccessErrorPage.apexp":
		return htmlPage(http.StatusOK, "We can&#39;t authorize you because of an OAuth error")
	default:
		return urlGone()
	}
}

// versions is the list of API versions, which anybody may read.
func (c *call) versions() *reply {
	oldest, newest := c.server.world.versions()
	b := []byte("[")
	for v := oldest; v <= newest; v++ {
		if v > oldest {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"label":%q,"url":"/services/data/v%d.0","version":"%d.0"}`, releaseName(v), v, v)
	}
	return jsonReply(append(b, ']'))
}

func (w *world) versions() (oldest, newest int) {
	oldest, newest = w.scenario.API.Oldest, w.scenario.API.Newest
	if oldest == 0 {
		oldest = 31
	}
	if newest == 0 {
		newest = 68
	}
	return oldest, newest
}

// releaseName is the name of a version: three a year, from 20.0, Winter '11.
func releaseName(version int) string {
	season := [...]string{"Winter", "Spring", "Summer"}
	n := version - 20
	return fmt.Sprintf("%s '%02d", season[n%3], 11+n/3)
}

// readVersion takes "67.0" (or "v67.0") from a path.
func readVersion(s string) (int, bool) {
	number, ok := strings.CutSuffix(strings.TrimPrefix(s, "v"), ".0")
	if !ok {
		return 0, false
	}
	v, err := strconv.Atoi(number)
	return v, err == nil
}

func (c *call) reads() bool {
	return c.request.Method == http.MethodGet || c.request.Method == http.MethodHead
}

// methodNotAllowed refuses a write and remembers it.
func (c *call) methodNotAllowed() *reply {
	c.server.wrote(c.request.Method + " " + c.request.URL.Path)
	return c.refuse(&apiError{
		status:  http.StatusMethodNotAllowed,
		code:    "METHOD_NOT_ALLOWED",
		message: "HTTP Method '" + c.request.Method + "' not allowed. Allowed are HEAD,GET",
	})
}

// rest answers below /services/data/.
func (c *call) rest(path string) *reply {
	name, rest, _ := strings.Cut(path, "/")
	version, ok := readVersion(name)
	oldest, newest := c.server.world.versions()
	switch {
	case !ok || !strings.HasPrefix(name, "v") || version > newest:
		return c.refuse(notFound())
	case version < oldest:
		return c.refuse(&apiError{
			status:  http.StatusGone,
			code:    "UNSUPPORTED_API_VERSION",
			message: "This version is no longer supported, please use a newer version of the API",
		})
	}
	c.version = version
	token, err := bearerToken(c.request)
	if err == nil {
		err = c.admit(token)
	}
	if err != nil {
		return c.refuse(err)
	}
	answer := c.resource(strings.TrimSuffix(rest, "/"))
	used, limit := c.server.spent()
	answer.usage = fmt.Sprintf("api-usage=%d/%d", used, limit)
	return answer
}

// bearerToken takes the access token from the Authorization header.
func bearerToken(r *http.Request) (string, *apiError) {
	header := r.Header.Get("Authorization")
	kind, token, ok := strings.Cut(header, " ")
	switch {
	case header == "":
		return "", &apiError{status: 401, code: "INVALID_SESSION_ID", message: "Session expired or invalid"}
	case !ok || !strings.EqualFold(kind, "Bearer") && !strings.EqualFold(kind, "OAuth"):
		return "", &apiError{status: 401, code: "INVALID_AUTH_HEADER", message: "INVALID_HEADER_TYPE"}
	}
	return strings.TrimSpace(token), nil
}

// resource answers one resource of a version.
func (c *call) resource(path string) *reply {
	parts := strings.Split(path, "/")
	if parts[0] == "tooling" {
		c.viewer.tooling = true
		parts = parts[1:]
	}
	switch {
	case len(parts) == 1 && parts[0] == "" && !c.viewer.tooling:
		return c.resources()
	case len(parts) == 1 && parts[0] == "sobjects":
		return c.describeGlobal()
	case len(parts) == 3 && parts[0] == "sobjects" && parts[2] == "describe":
		return c.describe(parts[1])
	case len(parts) == 1 && (parts[0] == "query" || parts[0] == "queryAll" && !c.viewer.tooling):
		return c.query(parts[0])
	case len(parts) == 2 && (parts[0] == "query" || parts[0] == "queryAll"):
		return c.nextPage(parts[0])
	case len(parts) == 1 && parts[0] == "limits" && !c.viewer.tooling:
		return c.limits()
	default:
		return c.refuse(notFound())
	}
}

func (c *call) resources() *reply {
	base := fmt.Sprintf("/services/data/v%d.0", c.version)
	return jsonReply(fmt.Appendf(nil,
		`{"tooling":"%[1]s/tooling","query":"%[1]s/query","queryAll":"%[1]s/queryAll","limits":"%[1]s/limits",`+
			`"sobjects":"%[1]s/sobjects","identity":"%[2]s/id/%[3]s/%[4]s"}`, base, c.place.base, c.server.world.orgID,
		c.server.world.users[c.session.user].id))
}

// limits shows the allocations; it needs View Setup and Configuration.
func (c *call) limits() *reply {
	if !viewsSetup(c.viewer) {
		return c.refuse(&apiError{
			status:  403,
			code:    "INSUFFICIENT_ACCESS",
			message: "insufficient access rights on object id",
		})
	}
	used, most := c.server.spent()
	limits := map[string]Limit{
		"DataStorageMB":            {Max: 10_240, Remaining: 8_431},
		"FileStorageMB":            {Max: 10_240, Remaining: 9_910},
		"DailyBulkApiBatches":      {Max: 15_000, Remaining: 15_000},
		"DailyAsyncApexExecutions": {Max: 250_000, Remaining: 249_871},
		"HourlyODataCallout":       {Max: 20_000, Remaining: 20_000},
		"SingleEmail":              {Max: 5_000, Remaining: 4_988},
	}
	for name, l := range c.server.world.scenario.Limits {
		limits[name] = l
	}
	limits["DailyApiRequests"] = Limit{Max: most, Remaining: most - used}
	names := make([]string, 0, len(limits))
	for name := range limits {
		names = append(names, name)
	}
	slices.Sort(names)
	b := []byte("{")
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendJSONString(b, name)
		b = fmt.Appendf(b, `:{"Max":%d,"Remaining":%d}`, limits[name].Max, limits[name].Remaining)
	}
	return jsonReply(append(b, '}'))
}
