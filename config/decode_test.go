package config

import (
	"testing"
)

func TestDecodeQuick(t *testing.T) {
	var v struct {
		Version int `json:"version"`
		API     struct {
			Profiles []string `json:"profiles"`
		} `json:"api_enabled"`
	}
	err := Decode("a.yaml", []byte("version: 1\napi_enable:\n  profiles: [a]\n"), &v)
	t.Log(err)
	err = Decode("a.yaml", []byte("version: 1\napi_enabled:\n  profiles: a\n  profiles: [*]\n"), &v)
	t.Log(err)
	err = Decode("a.yaml", []byte("version: yes\napi_enabled:\n  profiles: [on, 2026-01-02, 0777, 1]\n"), &v)
	t.Log(err)
	err = Decode("a.yaml", []byte("version: 1\napi_enabled:\n  profiles: [on, 2026-01-02, 0777]\n"), &v)
	t.Log(err, v)
}
