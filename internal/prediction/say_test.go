package prediction_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"orgaudit/audit"
	"orgaudit/checks"
)

// smallest takes away from a draw what the complaint doesn't need, and says what is left.
func (l law) smallest(d draw) string {
	for smaller := true; smaller; {
		smaller = false
		for _, next := range simpler(reflect.ValueOf(d)) {
			if next := next.Interface().(draw).sensible(); !reflect.DeepEqual(next, d) && l.broken(next) != "" {
				d, smaller = next, true
				break
			}
		}
	}
	return fmt.Sprintf("%s\n\nin:\n%s", l.broken(d), d)
}

// simpler lists copies of a value with one thing less: a field that is zero, an element that is gone, or either inside.
func simpler(v reflect.Value) (out []reflect.Value) {
	with := func(change func(copied reflect.Value)) {
		copied := reflect.New(v.Type()).Elem()
		copied.Set(v)
		change(copied)
		out = append(out, copied)
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).IsZero() {
				continue
			}
			with(func(c reflect.Value) { c.Field(i).SetZero() })
			for _, inner := range simpler(v.Field(i)) {
				with(func(c reflect.Value) { c.Field(i).Set(inner) })
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			with(func(c reflect.Value) {
				c.Set(reflect.AppendSlice(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v.Slice(0, i)),
					v.Slice(i+1, v.Len())))
			})
			for _, inner := range simpler(v.Index(i)) {
				with(func(c reflect.Value) {
					c.Set(reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v))
					c.Index(i).Set(inner)
				})
			}
		}
	}
	return out
}

// String says a draw as a scenario is written: what isn't there is as in the zero value.
func (d draw) String() string {
	return strings.TrimRight(literalOf("  ", reflect.ValueOf(d)), "\n")
}

func literalOf(indent string, v reflect.Value) string {
	var b strings.Builder
	for i := range v.NumField() {
		field := v.Field(i)
		if field.IsZero() {
			continue
		}
		fmt.Fprintf(&b, "%s%s:", indent, snake(v.Type().Field(i).Name))
		if field.Kind() == reflect.Slice && field.Type().Elem().Kind() == reflect.Struct {
			b.WriteString("\n")
			for j := range field.Len() {
				b.WriteString(indent + "- " + strings.TrimLeft(literalOf(indent+"  ", field.Index(j)), " "))
			}
			continue
		}
		fmt.Fprintf(&b, " %v\n", field)
	}
	return b.String()
}

func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if i > 0 && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func (o outcome) String() string {
	c := o.report.Connections[0]
	var b strings.Builder
	fmt.Fprintf(&b, "audit: %s, causes %v\n", c.Verdict, c.Causes)
	for _, f := range o.report.Findings {
		if f.Verdict != audit.Pass {
			fmt.Fprintf(&b, "  %s %s: %s\n", f.Check, f.Verdict, f.Message)
		}
	}
	if len(o.refusals) == 0 {
		b.WriteString("Salesforce: lets the app in\n")
	}
	for _, r := range o.refusals {
		fmt.Fprintf(&b, "Salesforce: %s (means %v)\n", r, o.law.means(r))
	}
	return strings.TrimRight(b.String(), "\n")
}

// tally counts what the draws were: a law that is never tried holds for nothing.
type tally map[string]int

func (t tally) note(d draw, r *audit.Report, refusals []*refused) {
	c := r.Connections[0]
	t["verdict "+string(c.Verdict)]++
	t["flow "+d.flow()]++
	if len(refusals) == 0 {
		t["let in by "+d.flow()]++
	}
	for _, id := range c.Causes {
		t["cause "+id]++
	}
	if len(c.Causes) == 1 {
		t["only "+c.Causes[0]]++
	}
}

// wantsEverything wants each verdict, each flow from both sides, and each gate that the program has as the only cause.
func (t tally) wantsEverything(tt *testing.T) {
	tt.Helper()
	var want []string
	for _, v := range []audit.ConnectionVerdict{audit.Ready, audit.NotReady, audit.CannotTell} {
		want = append(want, "verdict "+string(v))
	}
	for _, flow := range audit.Flows() {
		want = append(want, "flow "+flow, "let in by "+flow)
	}
	for _, g := range gates {
		// Nothing that is read of an org makes these two fail alone: a refused call takes all else with it, and the
		// switch of SOAP login() shows in a symptom only.
		if g.check != "edition-api" && g.check != "soap-login" &&
			slices.ContainsFunc(checks.All(), func(c *audit.Check) bool { return c.ID == g.check }) {
			want = append(want, "only "+g.check)
		}
	}
	for _, what := range want {
		if t[what] == 0 {
			tt.Errorf("no draw of %q", what)
		}
	}
	tt.Logf("%v", t)
}
