package diagnose

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxInput bounds what is read of an error, in bytes.
const MaxInput = 1 << 20

// Text takes the bytes of a file, a pipe or an argument as text: UTF-8, or UTF-16 with its byte order mark, as Windows
// writes it. It refuses what is longer than MaxInput, what holds no text, and what is empty.
func Text(data []byte) (string, error) {
	if len(data) > MaxInput {
		return "", fmt.Errorf("the input is longer than %d KiB: cut out the part around the error", MaxInput>>10)
	}
	text := string(data)
	if len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		text = fromUTF16(data)
	}
	text = strings.TrimPrefix(text, "\ufeff")
	if binaryData(text) {
		return "", errors.New("the input is binary data, not text: " +
			"copy the address or the text of the page instead of an image or an archive")
	}
	if strings.TrimSpace(text) == "" {
		return "", errors.New("the input is empty: give the address, the text or the answer that shows the error")
	}
	return strings.ToValidUTF8(text, "\ufffd"), nil
}

func fromUTF16(data []byte) string {
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		order = binary.BigEndian
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 2; i+1 < len(data); i += 2 {
		units = append(units, order.Uint16(data[i:]))
	}
	return string(utf16.Decode(units))
}

// binaryData tells data from text: text has no NUL, and next to no other control characters or broken bytes. Pages in
// an old character set have some broken bytes, terminals leave some escapes.
func binaryData(text string) bool {
	odd, all := 0, 0
	for i, r := range text {
		all++
		switch {
		case r == 0:
			return true
		case r == utf8.RuneError:
			if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
				odd++
			}
		case r < ' ' && r != '\n' && r != '\r' && r != '\t' && r != '\f' && r != 0x1b:
			odd++
		}
	}
	return odd > 8 && odd*10 > all
}
