package dashboard

import (
	"reflect"
	"testing"
)

// A page shares lists with the server, which goes on reading them: cleaning its texts must not touch theirs.
func TestCleaningLeavesTheOriginal(t *testing.T) {
	type part struct{ Text string }
	type view struct {
		Tags  []string
		Parts []part
		One   *part
		By    map[string]part
	}
	made := func() view {
		return view{
			Tags:  []string{"a\x1bb"},
			Parts: []part{{"c\nd"}},
			One:   &part{"e\x00"},
			By:    map[string]part{"k": {"f\u202e"}},
		}
	}
	given := made()
	shown := cleaned(given).(view)
	if !reflect.DeepEqual(given, made()) {
		t.Errorf("the view was changed: %+v", given)
	}
	want := view{
		Tags:  []string{`a\x1bb`},
		Parts: []part{{"c d"}},
		One:   &part{`e\x00`},
		By:    map[string]part{"k": {`f\u202e`}},
	}
	if !reflect.DeepEqual(shown, want) {
		t.Errorf("shown as %+v %+v", shown, *shown.One)
	}
}
