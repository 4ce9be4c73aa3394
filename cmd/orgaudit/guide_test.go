package main

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// guide is a page of the documentation for which the tests vouch.
type guide struct {
	path   string // relative to the root of the module
	lines  []string
	blocks []block
}

// block is a fenced block of a page: lines[from:to] lie between its fences.
type block struct {
	info     string // what stands behind the opening fence
	from, to int
}

// file is the name under which the commands of the page find the block, as in "yaml orgaudit.yaml"; "" where it is
// none.
func (b block) file() string {
	_, name, _ := strings.Cut(b.info, " ")
	if path.Ext(name) == "" {
		return ""
	}
	return name
}

const moduleRoot = "../.."

// guides reads the front page and all of docs, in a fixed order.
func guides(t *testing.T) []*guide {
	t.Helper()
	paths := []string{"README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"}
	for _, pattern := range []string{"docs/*.md", "docs/decisions/*.md", "deploy/*.md"} {
		found, err := filepath.Glob(filepath.Join(moduleRoot, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range found {
			name, err := filepath.Rel(moduleRoot, name)
			if err != nil {
				t.Fatal(err)
			}
			paths = append(paths, filepath.ToSlash(name))
		}
	}
	var all []*guide
	for _, name := range paths {
		text, err := os.ReadFile(filepath.Join(moduleRoot, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		g := &guide{path: name, lines: strings.Split(string(text), "\n")}
		open := -1
		for i, line := range g.lines {
			line, fence := strings.CutPrefix(strings.TrimLeft(line, " "), "```")
			switch {
			case fence && open < 0:
				open = i
				g.blocks = append(g.blocks, block{info: line, from: i + 1})
			case fence:
				open = -1
				g.blocks[len(g.blocks)-1].to = i
			}
		}
		if open >= 0 {
			t.Errorf("%s:%d: the block never ends", name, open+1)
			continue
		}
		all = append(all, g)
	}
	return all
}

// outside gives the line, or "" for one of a block.
func (g *guide) outside(i int) string {
	if slices.ContainsFunc(g.blocks, func(b block) bool { return i >= b.from-1 && i <= b.to }) {
		return ""
	}
	return g.lines[i]
}

var (
	codeSpan  = regexp.MustCompile("`[^`]*`")
	inlineRef = regexp.MustCompile(`\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)`)
	namedRef  = regexp.MustCompile(`^\[[^\]]+\]:\s+(\S+)`)
	shownLink = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// links are the addresses to which a page points, with the line of each.
func (g *guide) links() map[string]int {
	all := map[string]int{}
	for i := range g.lines {
		line := codeSpan.ReplaceAllString(g.outside(i), "")
		for _, match := range slices.Concat(inlineRef.FindAllStringSubmatch(line, -1),
			namedRef.FindAllStringSubmatch(line, -1)) {
			all[match[1]] = i + 1
		}
	}
	return all
}

// anchors are the names by which a link reaches the headings of a page, as GitHub makes them.
func (g *guide) anchors() []string {
	var all []string
	seen := map[string]int{}
	for i := range g.lines {
		level, heading, ok := strings.Cut(g.outside(i), " ")
		if !ok || level == "" || strings.Trim(level, "#") != "" {
			continue
		}
		anchor := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case unicode.IsLetter(r) || unicode.IsNumber(r) || r == '-' || r == '_':
				return unicode.ToLower(r)
			}
			return -1
		}, strings.TrimSpace(shownLink.ReplaceAllString(heading, "$1")))
		if n := seen[anchor]; n > 0 {
			all = append(all, anchor+"-"+strconv.Itoa(n))
		} else {
			all = append(all, anchor)
		}
		seen[anchor]++
	}
	return all
}

// TestGuideLinks follows every link of a page that stays in the repository, to its file and its heading.
func TestGuideLinks(t *testing.T) {
	pages := guides(t)
	for _, g := range pages {
		for link, line := range g.links() {
			if strings.Contains(link, "://") || strings.HasPrefix(link, "mailto:") {
				continue
			}
			to, anchor, _ := strings.Cut(link, "#")
			target := g.path
			if to != "" {
				target = path.Join(path.Dir(g.path), to)
			}
			if _, err := os.Stat(filepath.Join(moduleRoot, filepath.FromSlash(target))); err != nil {
				t.Errorf("%s:%d: %s leads to no file", g.path, line, link)
				continue
			}
			i := slices.IndexFunc(pages, func(p *guide) bool { return p.path == target })
			if anchor != "" && (i < 0 || !slices.Contains(pages[i].anchors(), anchor)) {
				t.Errorf("%s:%d: %s leads to no heading", g.path, line, link)
			}
		}
	}
}

// TestGuideIndex wants every page of docs in the index, and the index on the front page.
func TestGuideIndex(t *testing.T) {
	linked := map[string][]string{}
	for _, g := range guides(t) {
		for link := range g.links() {
			to, _, _ := strings.Cut(link, "#")
			linked[g.path] = append(linked[g.path], path.Join(path.Dir(g.path), to))
		}
	}
	for name := range linked {
		if strings.HasPrefix(name, "docs/") && !strings.HasPrefix(name, "docs/decisions/") &&
			name != "docs/README.md" && !slices.Contains(linked["docs/README.md"], name) {
			t.Errorf("docs/README.md doesn't name %s", name)
		}
	}
	if !slices.Contains(linked["README.md"], "docs/README.md") && !slices.Contains(linked["README.md"], "docs") {
		t.Error("README.md doesn't lead to docs/README.md")
	}
}
