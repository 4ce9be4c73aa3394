package bundle

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"
)

// bounds of a bundle that is read, unpacked. They stop files that are made to exhaust.
type bounds struct{ files, file, total int }

// farBeyond is more than any org gives.
func farBeyond() bounds { return bounds{files: 200, file: 256 << 20, total: 512 << 20} }

// File is one file of a bundle.
type File struct {
	Name  string
	Text  []byte
	About string // what it holds, a few words
}

// pack makes the zip of some files in their order, with the manifest first. The same files
// give the same bytes: times and modes are fixed.
func pack(tool string, files []File) ([]byte, error) {
	manifest := Manifest{Format: Format, Tool: tool}
	for _, f := range files {
		manifest.Files = append(manifest.Files, ManifestItem{f.Name, len(f.Text), sumOf(f.Text), f.About})
	}
	first, err := encode(manifest)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range append([]File{{Name: ManifestFile, Text: first}}, files...) {
		header := &zip.FileHeader{
			Name:     f.Name,
			Method:   zip.Deflate,
			Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
		}
		header.SetMode(0o600)
		to, err := w.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.Text); err != nil {
			return nil, err
		}
	}
	err = w.Close()
	return out.Bytes(), err
}

// NotBundleError says that a file is no bundle of this program's, or one that it can't read.
type NotBundleError struct{ why error }

func (e *NotBundleError) Error() string { return "it is not a bundle: " + e.why.Error() }
func (e *NotBundleError) Unwrap() error { return e.why }

// TamperedError lists what in a bundle is not as its maker left it.
type TamperedError struct{ What []string }

func (e *TamperedError) Error() string {
	return "the bundle was changed after it was made: " + strings.Join(e.What, "; ")
}

// IsZip reports whether a file's text begins like a zip.
func IsZip(text []byte) bool { return bytes.HasPrefix(text, []byte("PK\x03\x04")) }

// Open reads a bundle and holds its files against their sums. The error is a *NotBundleError or a *TamperedError.
func Open(data []byte) (*Bundle, error) {
	files, err := unpack(data, farBeyond())
	if err != nil {
		return nil, &NotBundleError{err}
	}
	text, ok := files[ManifestFile]
	if !ok {
		return nil, &NotBundleError{errors.New("it has no " + ManifestFile)}
	}
	b := &Bundle{files: files}
	if err := json.Unmarshal(text, &b.Manifest); err != nil || b.Manifest.Format == 0 {
		return nil, &NotBundleError{errors.New(ManifestFile + " is not readable")}
	}
	if b.Manifest.Format > Format {
		return nil, &NotBundleError{fmt.Errorf("it has format %d, and this orgaudit knows format %d: take a newer one",
			b.Manifest.Format, Format)}
	}
	var wrong []string
	listed := map[string]bool{ManifestFile: true}
	for _, item := range b.Manifest.Files {
		text, ok := files[item.Name]
		switch {
		case listed[item.Name]:
			wrong = append(wrong, item.Name+" is listed twice")
		case !ok:
			wrong = append(wrong, item.Name+" is missing")
		case sumOf(text) != item.SHA256 || len(text) != item.Bytes:
			wrong = append(wrong, item.Name+" has another sum")
		}
		listed[item.Name] = true
	}
	for name := range files {
		if !listed[name] {
			wrong = append(wrong, name+" is not listed")
		}
	}
	for _, name := range []string{snapshotFile, questionFile, reportFile} {
		if !listed[name] {
			wrong = append(wrong, name+" is missing")
		}
	}
	if len(wrong) > 0 {
		slices.Sort(wrong)
		return nil, &TamperedError{wrong}
	}
	return b, b.decode()
}

func unpack(data []byte, most bounds) (map[string][]byte, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	if len(r.File) > most.files {
		return nil, fmt.Errorf("it holds %d files", len(r.File))
	}
	out, total := map[string][]byte{}, 0
	for _, f := range r.File {
		if f.Name == "" || path.IsAbs(f.Name) || path.Clean(f.Name) != f.Name || strings.HasPrefix(f.Name, "..") ||
			strings.ContainsAny(f.Name, "\\:") || !f.Mode().IsRegular() {
			return nil, fmt.Errorf("%q must not be the name of a file in a bundle", f.Name)
		}
		if _, twice := out[f.Name]; twice {
			return nil, fmt.Errorf("%s is in it twice", f.Name)
		}
		from, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		text, err := io.ReadAll(io.LimitReader(from, int64(most.file)+1))
		err = errors.Join(err, from.Close())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		total += len(text)
		if len(text) > most.file || total > most.total {
			return nil, fmt.Errorf("%s is larger than any bundle", f.Name)
		}
		out[f.Name] = text
	}
	return out, nil
}
