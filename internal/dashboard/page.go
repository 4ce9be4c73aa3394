package dashboard

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"reflect"
	"strings"

	"orgaudit/report"
)

//go:embed html
var pageFiles embed.FS

// pages are the templates, by name.
type pages map[string]*template.Template

func parsePages() (pages, error) {
	out := pages{}
	for _, name := range []string{"fleet", "org", "run", "compare", "waivers", "queue", "login", "error"} {
		page, err := template.New("").ParseFS(pageFiles, "html/layout.html", "html/"+name+".html")
		if err != nil {
			return nil, err
		}
		out[name] = page
	}
	return out, nil
}

// frame is what stands around every page.
type frame struct {
	Title   string
	At      string // which entry of the menu it belongs to
	Who     string // who is signed in, and as what; "" where nobody has to
	SignOut bool
	Menu    []entry
	Style   string
	Script  string
	Icon    string
	Version string
	Now     string
	Body    any
}

type entry struct {
	Name, Path string
	Here       bool
}

// render makes a page whole before any of it is sent.
func (d *Dashboard) render(w http.ResponseWriter, r *http.Request, status int, name, title string, body any) error {
	who := visiting(r)
	f := frame{
		Title:   report.Clean(title),
		Style:   d.assets.names["dashboard.css"],
		Script:  d.assets.names["htmx-2.0.11.min.js"],
		Icon:    d.assets.names["dashboard.svg"],
		Version: d.o.Version,
		Now:     stamp(d.o.Now()),
		Body:    cleaned(body),
		SignOut: who.out,
	}
	if who.name != "" {
		f.Who = report.Clean(who.name)
		if who.name != who.role.String() {
			f.Who += " · " + who.role.String()
		}
	}
	if who.role > stranger {
		for _, e := range []entry{
			{Name: "Fleet", Path: "/"},
			{Name: "Waivers", Path: "/waivers"},
			{Name: "Queue", Path: "/queue"},
		} {
			e.Here = r.URL.Path == e.Path
			f.Menu = append(f.Menu, e)
		}
	}
	var page bytes.Buffer
	if err := d.pages[name].ExecuteTemplate(&page, "layout", f); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	_, _ = page.WriteTo(w) // the browser may be gone
	return nil
}

// cleaned makes every text of a view safe to show, so that no place of a page can forget it: names come from orgs.
// Addresses within it are escaped already and stay as they are. The view itself stays as it is: it shares lists with
// who made it, and other requests read them at the same time.
func cleaned(view any) any {
	v := reflect.New(reflect.TypeOf(view)).Elem()
	v.Set(reflect.ValueOf(view))
	clean(v)
	return v.Interface()
}

func clean(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(report.Clean(v.String()))
	case reflect.Pointer:
		if !v.IsNil() {
			own := reflect.New(v.Type().Elem())
			own.Elem().Set(v.Elem())
			clean(own.Elem())
			v.Set(own)
		}
	case reflect.Slice:
		if !v.IsNil() {
			own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
			reflect.Copy(own, v)
			for i := range own.Len() {
				clean(own.Index(i))
			}
			v.Set(own)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				clean(v.Field(i))
			}
		}
	case reflect.Map:
		if !v.IsNil() {
			all := reflect.MakeMapWithSize(v.Type(), v.Len())
			for key, value := range v.Seq2() {
				own := reflect.New(value.Type()).Elem()
				own.Set(value)
				clean(own)
				all.SetMapIndex(key, own)
			}
			v.Set(all)
		}
	}
}

// words joins what there is of some texts.
func words(between string, list ...string) string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, between)
}
