package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"strings"

	"github.com/invopop/jsonschema"

	"orgaudit/audit"
	"orgaudit/config"
	"orgaudit/internal/notify"
)

// format is one format with a JSON Schema.
type format struct {
	name, title string
	value       any
	open        bool // further keys are allowed: a later version may write them
}

func formats() []format {
	return []format{
		{config.SchemaPolicy, "orgaudit policy", config.PolicyFile{}, false},
		{config.SchemaConnector, "orgaudit connector", config.ConnectorFile{}, false},
		{config.SchemaOrgs, "orgaudit list of orgs", config.OrgsFile{}, false},
		{config.SchemaServe, "orgaudit serve settings", config.ServeFile{}, false},
		{config.SchemaReport, "orgaudit report", audit.ReportJSON{}, true},
		{config.SchemaSnapshot, "orgaudit snapshot", audit.Snapshot{}, true},
		{config.SchemaDiff, "orgaudit diff", audit.Diff{}, true},
	}
}

// schemas makes config/schema/*.json from the structs that are read and written, and their comments.
func schemas() []generated {
	var out []generated
	for _, f := range formats() {
		out = append(out, generated{"config/schema/" + f.name + ".json", f.text})
	}
	return out
}

func (f format) text() ([]byte, error) {
	schema, err := f.schema()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err = e.Encode(schema)
	return b.Bytes(), err
}

func (f format) schema() (*jsonschema.Schema, error) {
	r := &jsonschema.Reflector{
		Anonymous: true, ExpandedStruct: true, AllowAdditionalProperties: f.open, Mapper: wordSchema,
	}
	for _, dir := range []string{"./audit", "./config"} {
		if err := r.AddGoComments("orgaudit", dir, jsonschema.WithFullComment()); err != nil {
			return nil, err
		}
	}
	for name, text := range maps.Clone(r.CommentMap) {
		text = strings.Join(strings.Fields(text), " ")
		r.CommentMap[name] = text
		// What is written in a form of its own has its comments on the type that it is made of.
		if field, ok := strings.CutPrefix(name, "orgaudit/audit."); ok {
			r.CommentMap["orgaudit/audit.plain"+field] = text
		}
	}
	schema := r.Reflect(f.value)
	schema.Title = f.title
	for name, definition := range schema.Definitions {
		definition.Description = forReader(definition.Description, name)
	}
	schema.Description = forReader(schema.Description, reflect.TypeOf(f.value).Name())
	exactlyOne(schema)
	allowNull(schema, reflect.TypeOf(f.value), map[reflect.Type]bool{})
	for _, name := range []string{"Finding", "Evidence"} {
		if _, ok := schema.Definitions[name+"JSON"]; ok {
			delete(schema.Definitions, name) // another form of it is written
		}
	}
	return schema, nil
}

// forReader turns the comment of a Go type, which begins with the type's name, into a sentence for those who know none.
func forReader(comment, name string) string {
	if rest, ok := strings.CutPrefix(comment, name+" "); ok {
		return "This " + rest
	}
	return comment
}

// wordSchema gives the types of audit that are words of a fixed list, and those that JSON writes in another shape.
func wordSchema(t reflect.Type) *jsonschema.Schema {
	var list []any
	switch t {
	case reflect.TypeFor[audit.Severity]():
		list = asAnys(audit.Severities())
	case reflect.TypeFor[config.ReceiverType]():
		list = asAnys(notify.Kinds())
	case reflect.TypeFor[config.Topic]():
		list = asAnys(notify.Topics())
	case reflect.TypeFor[audit.TransitionKind]():
		list = asAnys(audit.TransitionKinds())
	case reflect.TypeFor[config.Auth]():
		list = asAnys(config.Auths())
	case reflect.TypeFor[audit.Verdict]():
		list = asAnys([]audit.Verdict{audit.Pass, audit.Fail, audit.Unknown, audit.Waived, audit.Moot})
	case reflect.TypeFor[audit.Arg]():
		return &jsonschema.Schema{
			OneOf:       []*jsonschema.Schema{{Type: "string"}, {Ref: "#/$defs/Words"}},
			Description: "A name, number or value, which is the same in every language, or words.",
		}
	case reflect.TypeFor[audit.ConnectionVerdict]():
		list = asAnys(audit.ConnectionVerdicts())
	default:
		return nil
	}
	return &jsonschema.Schema{Type: "string", Enum: list}
}

func asAnys[T any](list []T) []any {
	out := make([]any, len(list))
	for i, v := range list {
		out[i] = v
	}
	return out
}

// exactlyOne says of a reference to a secret what no struct tag can say.
func exactlyOne(schema *jsonschema.Schema) {
	for _, name := range []string{"SecretRef", "ServeDatabase"} {
		if ref, ok := schema.Definitions[name]; ok {
			one := uint64(1)
			ref.MinProperties, ref.MaxProperties = &one, &one
		}
	}
}

// allowNull allows null for pointers that are written even when they are nil, which the reflector doesn't.
func allowNull(root *jsonschema.Schema, t reflect.Type, done map[reflect.Type]bool) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		allowNull(root, t.Elem(), done)
		return
	case reflect.Struct:
	default:
		return
	}
	if done[t] || t.PkgPath() != reflect.TypeFor[audit.Report]().PkgPath() {
		return
	}
	done[t] = true
	schema := root
	if definition, ok := root.Definitions[t.Name()]; ok {
		schema = definition
	}
	allowNullIn(schema, root, t, done)
}

// allowNullIn does it for the fields of a type, and for those that it takes over from an embedded one.
func allowNullIn(schema, root *jsonschema.Schema, t reflect.Type, done map[reflect.Type]bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" {
			continue
		}
		if f.Anonymous {
			embedded := f.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			allowNullIn(schema, root, embedded, done)
			continue
		}
		allowNull(root, f.Type, done)
		if f.Type.Kind() != reflect.Pointer || strings.Contains(options, "omit") {
			continue
		}
		if property, ok := schema.Properties.Get(name); ok {
			value := *property
			value.Description = ""
			schema.Properties.Set(name, &jsonschema.Schema{
				Description: property.Description, OneOf: []*jsonschema.Schema{&value, {Type: "null"}},
			})
		}
	}
}
