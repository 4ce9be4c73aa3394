package redact

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"orgaudit/audit"
)

// Every text field of a snapshot has a class, and every class a field.
func TestClasses(t *testing.T) {
	var have []string
	seen := map[reflect.Type]bool{}
	var visit func(of reflect.Type, path string)
	visit = func(of reflect.Type, path string) {
		switch of.Kind() {
		case reflect.Pointer, reflect.Slice:
			visit(of.Elem(), path)
		case reflect.Map:
			visit(of.Key(), path+"#key")
			visit(of.Elem(), path)
		case reflect.String:
			have = append(have, path)
		case reflect.Struct:
			if seen[of] || of == reflect.TypeFor[time.Time]() {
				return
			}
			seen[of] = true
			for i := range of.NumField() {
				visit(of.Field(i).Type, of.Name()+"."+of.Field(i).Name)
			}
		case reflect.Interface, reflect.Func, reflect.Chan:
			t.Errorf("%s can hold anything: what it holds can't be told", path)
		}
	}
	visit(reflect.TypeFor[audit.Snapshot](), "Snapshot")
	for _, path := range have {
		if _, ok := classes[path]; !ok {
			t.Errorf("%s holds text, and nobody said what: give it a class", path)
		}
	}
	for path := range classes {
		if !slices.Contains(have, path) {
			t.Errorf("%s has a class, and is no text field of a snapshot", path)
		}
	}
}
