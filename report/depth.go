package report

// upTo gives the document as readers of a depth read it: what is deeper is left out, and of long lists the rest is
// counted.
func (d *document) upTo(most depth, t *tongue) *document {
	return &document{title: d.title, facts: d.facts, blocks: blocksUpTo(d.blocks, most, t)}
}

// depthOf is the depth that a reader asked for; usual is that of the format.
func (o Options) depthOf(usual depth) depth {
	switch {
	case o.Verbose:
		return verbose
	case o.Quiet:
		return always
	}
	return usual
}

func blocksUpTo(blocks []block, most depth, t *tongue) []block {
	var out []block
	for _, b := range blocks {
		switch b := b.(type) {
		case deep:
			if b.from <= most && most <= b.to {
				out = append(out, blocksUpTo(b.blocks, most, t)...)
			}
		case section:
			inside := blocksUpTo(b.blocks, most, t)
			switch {
			case b.depth > most || len(inside) == 0:
			case b.sifted && most < onPage:
				out = append(out, inside...)
			default:
				b.blocks = inside
				out = append(out, b)
			}
		case note:
			if b.depth <= most {
				out = append(out, b)
			}
		case verdict:
			b.details, b.behind = b.details.upTo(most), b.behind.upTo(most)
			out = append(out, b)
		case panel:
			b.blocks = blocksUpTo(b.blocks, most, t)
			out = append(out, b)
		case details:
			if b = b.upTo(most); len(b) > 0 {
				out = append(out, b)
			}
		case items:
			out = append(out, b.upTo(most))
		case step:
			b.details = b.details.upTo(most)
			out = append(out, b)
		case card:
			out = append(out, b.upTo(most, t))
		case table:
			out = append(out, b.upTo(most, t))
		default:
			out = append(out, b)
		}
	}
	return out
}

func (d details) upTo(most depth) details {
	var out details
	for _, of := range d {
		if of.depth <= most {
			out = append(out, of)
		}
	}
	return out
}

func (l items) upTo(most depth) items {
	out := l
	out.items = nil
	for _, i := range l.items {
		i.details = i.details.upTo(most)
		out.items = append(out.items, i)
	}
	return out
}

// upTo counts the rest of many findings of one check; a reader of the answers alone hears of each that fails, and no
// more.
func (c card) upTo(most depth, t *tongue) card {
	rows := c.rows
	if left := len(rows) - fewFindings; left > 0 && most > always && most < verbose {
		rows, c.more = rows[:fewFindings], t.say("%d more of these: --verbose says each", left)
	}
	c.rows, c.details = nil, c.details.upTo(most)
	for _, r := range rows {
		r.details = r.details.upTo(most)
		c.rows = append(c.rows, r)
	}
	return c
}

// mostRows is how many rows a table has at most without --verbose: what GitHub takes for a comment has an end.
const mostRows = 50

// upTo leaves out columns, and of many rows those that are as they should be.
func (t table) upTo(most depth, say *tongue) table {
	var columns []column
	var keep []int
	for i, c := range t.columns {
		if c.depth <= most {
			columns, keep = append(columns, c), append(keep, i)
		}
	}
	well, left := 0, 0
	rows := t.rows
	t.columns, t.rows = columns, nil
	for _, r := range rows {
		switch {
		case most < verbose && r.look == lookPass && len(rows) > fewRows:
			well++
			continue
		case most < verbose && len(t.rows) == mostRows:
			left++
			continue
		}
		cells := make([]line, len(keep))
		for i, at := range keep {
			cells[i] = r.cells[at]
		}
		t.rows = append(t.rows, row{r.look, cells})
	}
	if well > 0 {
		t.left = choose(well, say.say("1 connection is ready and not listed: --verbose lists all"),
			say.say("%d connections are ready and not listed: --verbose lists all", well))
	}
	if left > 0 {
		t.left = say.say("%d more are not ready, or can't be told, and not listed: --verbose lists all", left)
	}
	return t
}
