package dashboard

import (
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A stored password is "pbkdf2-sha256$ITERATIONS$SALT$KEY", the last two in base64 without padding.
const (
	passwordKind       = "pbkdf2-sha256"
	passwordIterations = 600_000 // what OWASP's Password Storage Cheat Sheet asks for
	fewestIterations   = 1_000
	mostIterations     = 10_000_000
	leastPassword      = 12 // characters
)

// HashPassword makes of a password what SignIn keeps. One that is shorter than 12 characters is an error.
func HashPassword(password string) (string, error) {
	if len([]rune(password)) < leastPassword {
		return "", fmt.Errorf("the password has fewer than %d characters: take a longer one", leastPassword)
	}
	return hashPassword(password, passwordIterations)
}

func hashPassword(password string, iterations int) (string, error) {
	salt := make([]byte, 16)
	if _, err := rand.Read(salt); err != nil {
		return "", fmt.Errorf("make a salt: %w", err)
	}
	key, err := pbkdf2.Key(sha256.New, password, salt, iterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("hash the password: %w", err)
	}
	b64 := base64.RawStdEncoding
	return strings.Join([]string{
		passwordKind, strconv.Itoa(iterations), b64.EncodeToString(salt), b64.EncodeToString(key),
	}, "$"), nil
}

// checkPassword reports whether a password is the one of a hash, in a time that doesn't tell how near it came.
func checkPassword(hash, password string) bool {
	iterations, salt, want, err := parseHash(hash)
	if err != nil {
		return false
	}
	got, err := pbkdf2.Key(sha256.New, password, salt, iterations, len(want))
	return err == nil && subtle.ConstantTimeCompare(got, want) == 1
}

var errHash = errors.New("the password hash is not one that this program made: make a new one")

func parseHash(hash string) (iterations int, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 4 || parts[0] != passwordKind {
		return 0, nil, nil, errHash
	}
	iterations, err = strconv.Atoi(parts[1])
	if err != nil || iterations < fewestIterations || iterations > mostIterations {
		return 0, nil, nil, errHash
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[2]); err != nil || len(salt) < 16 {
		return 0, nil, nil, errHash
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[3]); err != nil || len(key) != sha256.Size {
		return 0, nil, nil, errHash
	}
	return iterations, salt, key, nil
}
