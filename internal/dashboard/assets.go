package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"time"
)

// assetFiles are the style, and htmx with its license as they are in its package.
//
//go:embed assets
var assetFiles embed.FS

// assets are the embedded files, under names that change with what they hold: a browser may keep them for ever.
type assets struct {
	byName map[string]asset  // as addresses name them
	names  map[string]string // as the files are called → as addresses name them
}

type asset struct {
	body []byte
	kind string
	etag string
}

func loadAssets() (*assets, error) {
	a := &assets{byName: map[string]asset{}, names: map[string]string{}}
	for file, kind := range map[string]string{
		"dashboard.css":      "text/css; charset=utf-8",
		"htmx-2.0.11.min.js": "text/javascript; charset=utf-8",
		"dashboard.svg":      "image/svg+xml",
	} {
		body, err := assetFiles.ReadFile("assets/" + file)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(body)
		hash := hex.EncodeToString(sum[:8])
		extension := path.Ext(file)
		name := strings.TrimSuffix(file, extension) + "." + hash + extension
		a.byName[name] = asset{body, kind, `"` + hash + `"`}
		a.names[file] = "/assets/" + name
	}
	return a, nil
}

func (a *assets) serve(w http.ResponseWriter, r *http.Request) error {
	file, ok := a.byName[r.PathValue("name")]
	if !ok {
		return errNoPage
	}
	h := w.Header()
	h.Set("Content-Type", file.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", file.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(file.body))
	return nil
}
