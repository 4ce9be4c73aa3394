package report

import "slices"

const parted = 2 // columns between those of a table

// rows writes a table: a heading and rows of cells, each with its look. A cell that is wider than its column goes on
// below. The table libraries that know wide characters ask the environment how wide these are, so that a report would
// differ from machine to machine.
func (p *page) rows(indent int, head []string, rows [][][]span) {
	titles := make([][]span, len(head))
	for i, title := range head {
		titles[i] = []span{styled(dim, title)}
	}
	rows = slices.Insert(slices.Clone(rows), 0, titles)
	sizes := p.sizes(indent, rows)
	for _, row := range rows {
		p.row(indent, sizes, row)
	}
}

// sizes shares the page among the columns: each is as wide as its widest cell, and the widest ones give way until a row
// fits: the first one last, since its names are there to be copied, and none below its longest word as long as that is
// possible.
func (p *page) sizes(indent int, rows [][][]span) []int {
	sizes, words := make([]int, len(rows[0])), make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			size := 0
			for _, word := range pieces(cell) {
				long := 0
				for _, g := range word.glyphs {
					long += columns(g.r)
				}
				words[i] = max(words[i], long)
				size += word.space + long
			}
			sizes[i] = max(sizes[i], size)
		}
	}
	total := indent - parted
	for _, size := range sizes {
		total += size + parted
	}
	const least = 8
	byWord, byLeast := func(i int) int { return words[i] }, func(int) int { return least }
	for _, give := range []struct {
		from  int
		floor func(i int) int
	}{{1, byWord}, {1, byLeast}, {0, byLeast}} {
		for ; total > p.full; total-- {
			widest := -1
			for i := give.from; i < len(sizes); i++ {
				if sizes[i] > give.floor(i) && (widest < 0 || sizes[i] > sizes[widest]) {
					widest = i
				}
			}
			if widest < 0 {
				break
			}
			sizes[widest]--
		}
	}
	return sizes
}

// row writes one row, in as many lines as its tallest cell needs.
func (p *page) row(indent int, sizes []int, cells [][]span) {
	laidCells := make([][]laidLine, len(cells))
	tallest := 0
	for i, cell := range cells {
		laidCells[i] = laid(sizes[i], 0, 0, cell)
		tallest = max(tallest, len(laidCells[i]))
	}
	for n := range tallest {
		var line []glyph
		at, from := 0, 0
		for i, lines := range laidCells {
			if n < len(lines) {
				for ; at < from; at++ {
					line = append(line, glyph{r: ' '})
				}
				for _, g := range lines[n].glyphs {
					line, at = append(line, g), at+columns(g.r)
				}
			}
			from += sizes[i] + parted
		}
		p.line(indent, line)
	}
}
