package bundle

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
)

// Format is the version of the layout of bundles that this program writes.
const Format = 1

// The files of a bundle.
const (
	ManifestFile   = "manifest.json"
	snapshotFile   = "snapshot.json"
	questionFile   = "question.json"
	PolicyFile     = "policy.yaml"
	versionsFile   = "versions.json"
	callsFile      = "calls.json"
	readmeFile     = "README.txt"
	reportFile     = "report.json" // the report's other formats stand beside it
	connectorsFile = "connectors/"
)

// Manifest lists what a bundle holds.
type Manifest struct {
	Format int            `json:"orgaudit_bundle"`
	Tool   string         `json:"tool"`
	Files  []ManifestItem `json:"files"`
}

// ManifestItem is one file with its sum.
type ManifestItem struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
	About  string `json:"about"`
}

// Versions say with what a bundle was made.
type Versions struct {
	Tool     string            `json:"tool"`
	Go       string            `json:"go"`
	OS       string            `json:"os"`
	Schemas  map[string]int    `json:"schemas"`
	Policy   string            `json:"policy_sha256,omitempty"`
	Connects map[string]string `json:"connectors_sha256,omitempty"`
}

// sumOf is the SHA-256 of a text, in hex.
func sumOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

func encode(v any) ([]byte, error) {
	text, err := json.MarshalIndent(v, "", "  ")
	return append(text, '\n'), err
}
