package report

// manyRows is how many findings a browser had better not lay out before they are in view.
const manyRows = 300

// fewNamesToSearch is how many subjects the search proposes.
const fewNamesToSearch = 200

// cardsIn collects the cards of some blocks.
func cardsIn(blocks []block) []card {
	var out []card
	for _, b := range blocks {
		switch b := b.(type) {
		case card:
			out = append(out, b)
		case section:
			out = append(out, cardsIn(b.blocks)...)
		}
	}
	return out
}

func countRows(cards []card) int {
	n := 0
	for _, c := range cards {
		n += len(c.rows)
	}
	return n
}

// filter shows or hides cards by what they are: boxes that work without the script, and a search that needs it.
func (h *html) filter(cards []card) {
	counts, labels := map[string]int{}, map[string]string{}
	for _, c := range cards {
		for class, label := range map[string]string{
			"k-" + string(c.look): c.label, "s-" + c.severity.key: c.severity.said,
			"a-" + c.subject.key: c.subject.said,
		} {
			counts[class] += len(c.rows)
			labels[class] = label
		}
	}
	h.put(`<form class="filter" role="search" aria-label="%s">`, h.say("Filter"))
	group := func(name, prefix string, keys []string) {
		h.put(`<fieldset class="chips"><legend>%s</legend>`, name)
		for _, key := range append(keys, "other") {
			class := prefix + key
			if key == "other" {
				labels[class] = h.say("other")
			}
			if counts[class] > 0 {
				h.put(`<label class="chip"><input type="checkbox" id="f-%s" checked>%s <b>%d</b></label>`, class,
					labels[class], counts[class])
			}
		}
		h.put("</fieldset>\n")
	}
	var verdicts []string
	for _, l := range looks() {
		verdicts = append(verdicts, string(l))
	}
	group(h.say("Verdict"), "k-", verdicts)
	group(h.say("Severity"), "s-", severities())
	group(h.say("About"), "a-", subjects())
	h.put(`<div class="find"><label class="js" hidden><span class="label">%s</span> <input type="search" id="search" list="names" placeholder="%s" autocomplete="off" spellcheck="false"></label>`,
		h.say("Search"), h.say("Name, app, check or text"))
	h.put(`<datalist id="names">`)
	seen := map[string]bool{}
	for _, c := range cards {
		for _, r := range c.rows {
			if !seen[r.subject] && len(seen) < fewNamesToSearch {
				seen[r.subject] = true
				h.put(`<option value="%s">`, r.subject)
			}
		}
	}
	h.put(`</datalist><button type="reset">%s</button><button type="button" class="js" id="expand" hidden>%s</button>`,
		h.say("Reset"), h.say("Open all"))
	h.put(`<button type="button" class="js" id="collapse" hidden>%s</button>`, h.say("Close all"))
	h.put(`<output class="js quiet" id="shown" for="search" hidden data-of="%s" data-none="%s"></output></div></form>`+
		"\n",
		h.say("{n} of {all} shown"), h.say("Nothing matches this filter."))
}
