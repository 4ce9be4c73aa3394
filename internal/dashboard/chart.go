package dashboard

import (
	"fmt"
	"strings"
	"time"

	"orgaudit/internal/history"
)

// spark is the failures of the last runs of an org, drawn as small bars: a path for each kind of run.
type spark struct {
	Width, Height      int
	Fail, Unknown, All string // paths; All is the ground line of runs without failures
	Says               string
}

const (
	sparkBar    = 4
	sparkHeight = 24
)

func sparkOf(points []history.Point) *spark {
	if len(points) == 0 {
		return nil
	}
	most := 0
	for _, p := range points {
		most = max(most, p.Tally.Failed())
	}
	s := &spark{Width: sparkBar * history.TrendLength, Height: sparkHeight}
	var fail, unknown, all strings.Builder
	for i, p := range points {
		x := s.Width - sparkBar*(len(points)-i)
		path, height := &all, 2
		switch kindOf(p.Outcome) {
		case kindFail:
			path, height = &fail, 4+(sparkHeight-4)*p.Tally.Failed()/max(1, most)
		case kindUnknown:
			path, height = &unknown, 8
		}
		fmt.Fprintf(path, "M%d %dh%dv%dh-%dz", x, sparkHeight, sparkBar-1, -height, sparkBar-1)
	}
	s.Fail, s.Unknown, s.All = fail.String(), unknown.String(), all.String()
	first, last := points[0].Tally.Failed(), points[len(points)-1].Tally.Failed()
	s.Says = fmt.Sprintf("%s: %d failed at first, %d now, %d at most", count(len(points), "run"), first, last, most)
	return s
}

// chart is the failed findings of an org over time, as stacked bars.
type chart struct {
	Width, Height, Base int
	Title, Says         string
	Lines               []chartLine
	Bars                []chartBar
	Days                []chartDay
	Rows                []chartRow // the same as a table
}

type chartLine struct {
	Y     int
	Label string
}

type chartBar struct {
	Kind                string
	X, Y, Width, Height string
}

type chartDay struct {
	X             int
	Label, Anchor string
}

type chartRow struct {
	At                          string
	Run                         int64
	Verdict                     string
	Critical, High, Medium, Low int
}

const (
	chartWidth, chartHeight = 720, 220
	chartLeft, chartRight   = 34, 10
	chartTop, chartBase     = 12, 190
	mostBars                = 60
)

// chartOf draws runs, the oldest first. Of more runs than there is place
// for, the last one of each stretch of time stands.
func chartOf(points []history.Point) *chart {
	if len(points) < 2 {
		return nil
	}
	points = thinned(points)
	most := 1
	for _, p := range points {
		most = max(most, p.Tally.Failed())
	}
	step := niceStep(most)
	top := (most + step - 1) / step * step
	c := &chart{Width: chartWidth, Height: chartHeight, Base: chartBase, Title: "Failed findings over time"}
	scale := float64(chartBase-chartTop) / float64(top)
	for n := 0; n <= top; n += step {
		c.Lines = append(c.Lines, chartLine{chartBase - int(float64(n)*scale), fmt.Sprint(n)})
	}
	slot := float64(chartWidth-chartLeft-chartRight) / float64(len(points))
	width := min(28, slot*.72)
	for i, p := range points {
		x, y := chartLeft+slot*float64(i)+(slot-width)/2, float64(chartBase)
		bar := func(kind string, height float64) {
			y -= height
			c.Bars = append(c.Bars,
				chartBar{
					kind, fmt.Sprintf("%.1f", x), fmt.Sprintf("%.1f", y), fmt.Sprintf("%.1f", width),
					fmt.Sprintf("%.1f", height),
				})
		}
		t := p.Tally
		switch kindOf(p.Outcome) {
		case kindPass:
			bar("ok", 3)
		case kindUnknown:
			if t.Failed() == 0 {
				bar("unknown", 6)
			}
		}
		for _, part := range []struct {
			kind string
			n    int
		}{{"critical", t.Critical}, {"high", t.High}, {"medium", t.Medium}, {"low", t.Low + t.Info}} {
			if part.n > 0 {
				bar(part.kind, float64(part.n)*scale)
			}
		}
		c.Rows = append(c.Rows,
			chartRow{stamp(p.At), p.Run, verdictOf(p.Outcome), t.Critical, t.High, t.Medium, t.Low + t.Info})
	}
	last := len(points) - 1
	c.Days = append(c.Days, chartDay{chartLeft, points[0].At.UTC().Format("2 Jan 2006"), "start"},
		chartDay{chartWidth - chartRight, points[last].At.UTC().Format("2 Jan 2006"), "end"})
	c.Says = fmt.Sprintf("%s from %s to %s: %d failed findings in the first, %d in the last, %d at most.",
		count(len(points), "run"), c.Days[0].Label, c.Days[1].Label, points[0].Tally.Failed(),
		points[last].Tally.Failed(), most)
	return c
}

// thinned keeps the last run of each of as many equal stretches of time as a chart has bars.
func thinned(points []history.Point) []history.Point {
	if len(points) <= mostBars {
		return points
	}
	begin := points[0].At
	stretch := max(points[len(points)-1].At.Sub(begin)/mostBars, time.Second)
	var out []history.Point
	at := -1
	for _, p := range points {
		i := min(int(p.At.Sub(begin)/stretch), mostBars-1)
		if i == at && len(out) > 0 {
			out[len(out)-1] = p
		} else {
			out = append(out, p)
		}
		at = i
	}
	return out
}

// niceStep is the distance of the lines behind a chart that goes up to a number: three to five of them.
func niceStep(most int) int {
	for step := 1; ; step *= 10 {
		for _, m := range []int{1, 2, 5} {
			if m*step*4 >= most {
				return m * step
			}
		}
	}
}
