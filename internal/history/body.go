package history

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
)

// pack makes a value into packed JSON.
func pack(value any) ([]byte, error) {
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	if err := json.NewEncoder(packed).Encode(value); err != nil {
		return nil, fmt.Errorf("pack it: %w", err)
	}
	if err := packed.Close(); err != nil {
		return nil, fmt.Errorf("pack it: %w", err)
	}
	return out.Bytes(), nil
}

// unpack reads a value that pack made. Nothing stored leaves the value as it is.
func unpack(data []byte, value any) error {
	if len(data) == 0 {
		return nil
	}
	packed, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("unpack it: %w", err)
	}
	if err := json.NewDecoder(packed).Decode(value); err != nil {
		return fmt.Errorf("unpack it: %w", err)
	}
	return nil
}
