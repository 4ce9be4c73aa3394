package testtool

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/rogpeppe/go-internal/lockedfile"
)

// Browser is one tab of a headless Chromium, and a memory of what its pages complained about and asked for. It is the
// context that the actions of chromedp take.
type Browser struct {
	context.Context

	mu       sync.Mutex
	errors   []string
	requests []string
}

// patience bounds one browser: a page that hangs ends its test, not the whole run.
const patience = 3 * time.Minute

// Chromium starts a Chromium with a profile of its own. It ends with the test.
func Chromium(t testing.TB) *Browser {
	t.Helper()
	program, err := findChromium(t)
	if err != nil {
		lacksTool(t, "chromium: %v", err)
	}
	bounded, stop := context.WithTimeout(t.Context(), patience)
	// Without the flags about networking it looks for hosts of its maker at every start.
	options := append(slices.Clone(chromedp.DefaultExecAllocatorOptions[:]),
		chromedp.ExecPath(program), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("hide-scrollbars", true),
	)
	allocated, end := chromedp.NewExecAllocator(bounded, options...)
	tab, shut := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		shut()
		end()
		stop()
	})
	b := &Browser{Context: tab}
	if err := chromedp.Listen(tab, b.note); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return b
}

// note keeps what a page complains about and asks for.
func (b *Browser) note(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		b.requests = append(b.requests, e.Request.URL)
	case *network.EventWebSocketCreated:
		b.requests = append(b.requests, e.URL)
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			b.errors = append(b.errors,
				strings.TrimSpace(fmt.Sprintf("%s: %s %s", e.Entry.Level, e.Entry.Text, e.Entry.URL)))
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var said []string
			for _, arg := range e.Args {
				said = append(said, string(arg.Value)+arg.Description)
			}
			b.errors = append(b.errors, fmt.Sprintf("console %s: %s", e.Type, strings.Join(said, " ")))
		}
	}
}

// Errors lists what stood in the console as an error or a warning, exceptions and refusals of a Content Security Policy
// among them.
func (b *Browser) Errors() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.errors)
}

// Requests lists the addresses of all requests, the pages themselves among them.
func (b *Browser) Requests() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.requests)
}

// Quiet fails the test when a page had an error or a warning, or asked for an address that begins with none of own.
func (b *Browser) Quiet(t testing.TB, own ...string) {
	t.Helper()
	for _, e := range b.Errors() {
		t.Errorf("the page says: %s", e)
	}
	for _, address := range b.Requests() {
		inside := func(prefix string) bool { return strings.HasPrefix(address, prefix) }
		if !slices.ContainsFunc(append([]string{"data:", "blob:", "about:"}, own...), inside) {
			t.Errorf("a request left the page: %s", address)
		}
	}
}

// Look is how a page is looked at.
type Look struct {
	Width, Height int64
	Scheme        string // "light" or "dark"
	Media         string // "screen" or "print"
}

// See makes a browser look at its pages in a way, from now on.
func (b *Browser) See(t testing.TB, l Look) {
	t.Helper()
	b.Do(t, chromedp.EmulateViewport(l.Width, l.Height))
	_, err := chromedp.Call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: l.Media, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: l.Scheme}},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Do runs actions and ends the test when one fails.
func (b *Browser) Do(t testing.TB, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(b, actions...); err != nil {
		t.Fatal(err)
	}
}

// Ask evaluates an expression of JavaScript in the page of a browser; a promise is waited for.
func Ask[T any](t testing.TB, b *Browser, expression string) T {
	t.Helper()
	answer, err := chromedp.Run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return answer
}

// findChromium finds the program, or has it installed by apt where that may be done.
func findChromium(t testing.TB) (string, error) {
	find := func() (string, bool) {
		for _, name := range []string{
			"chromium", "/usr/bin/chromium", "chromium-browser", "google-chrome", "google-chrome-stable",
		} {
			if program, err := exec.LookPath(name); err == nil {
				return program, true
			}
		}
		return "", false
	}
	if program, ok := find(); ok {
		return program, nil
	}
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return "", fmt.Errorf("it is not installed, and installing it takes apt-get and root")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(cache, "orgaudit-test")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	unlock, err := lockedfile.MutexAt(filepath.Join(dir, "chromium.lock")).Lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	if program, ok := find(); ok { // another test was first
		return program, nil
	}
	for _, args := range [][]string{{"update"}, {"install", "--yes", "--no-install-recommends", "chromium"}} {
		cmd := exec.CommandContext(t.Context(), apt, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if said, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("apt-get %s: %w\n%s", args[0], err, bytes.TrimSpace(said))
		}
	}
	if program, ok := find(); ok {
		return program, nil
	}
	return "", fmt.Errorf("apt-get installed it, and it is not there")
}
