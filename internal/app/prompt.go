package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"orgaudit/org"
)

// promptSecret asks for a secret on the terminal without showing it. Where stdin is no terminal, its first line is
// taken.
func (p *Program) promptSecret(prompt string) (org.Secret, error) {
	terminal, ok := p.Stdin.(*os.File)
	if !ok || !term.IsTerminal(int(terminal.Fd())) {
		line, err := bufio.NewReader(p.Stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read the %s: %w", prompt, err)
		}
		return secretText(prompt, line)
	}
	fmt.Fprintf(p.Stderr, "%s: ", prompt)
	text, err := term.ReadPassword(int(terminal.Fd()))
	fmt.Fprintln(p.Stderr)
	if err != nil {
		return "", fmt.Errorf("read the %s: %w", prompt, err)
	}
	return secretText(prompt, string(text))
}

func secretText(prompt, text string) (org.Secret, error) {
	if text = strings.TrimSpace(text); text == "" {
		return "", Misuse("type it, or pipe it in", "the %s is empty", prompt)
	}
	return org.Secret(text), nil
}

// promptYes asks a question on the terminal; anything but yes is no.
func (p *Program) promptYes(question string) (bool, error) {
	fmt.Fprintf(p.Stderr, "%s [y/N] ", question)
	line, err := bufio.NewReader(p.Stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read the answer: %w", err)
	}
	answer := strings.ToLower(strings.TrimSpace(line))
	return answer == "y" || answer == "yes", nil
}
