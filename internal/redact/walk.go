package redact

import (
	"fmt"
	"reflect"
	"time"
)

// walkTexts visits every text of a value that is made of structs, with its class, and puts what visit gives in its
// place. v must be settable. path is the field that v is the value of.
func walkTexts(v reflect.Value, path string, visit func(c class, field, text string) string) error {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return walkTexts(v.Elem(), path, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if err := walkTexts(v.Index(i), path, visit); err != nil {
				return err
			}
		}
	case reflect.Map:
		return walkMap(v, path, visit)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return nil
		}
		for i := range v.NumField() {
			if err := walkTexts(v.Field(i), v.Type().Name()+"."+v.Type().Field(i).Name, visit); err != nil {
				return err
			}
		}
	case reflect.String:
		c, ok := classes[path]
		if !ok {
			return fmt.Errorf("replace the names of a snapshot: nobody said what %s holds", path)
		}
		if v.String() != "" {
			v.SetString(visit(c, path, v.String()))
		}
	}
	return nil
}

func walkMap(v reflect.Value, path string, visit func(c class, field, text string) string) error {
	if v.IsNil() {
		return nil
	}
	out := reflect.MakeMapWithSize(v.Type(), v.Len())
	for _, at := range v.MapKeys() {
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		key.Set(at)
		value.Set(v.MapIndex(at))
		if err := walkTexts(key, path+"#key", visit); err != nil {
			return err
		}
		if err := walkTexts(value, path, visit); err != nil {
			return err
		}
		out.SetMapIndex(key, value)
	}
	v.Set(out)
	return nil
}
