package simorg

import "testing"

func TestChecksumOfKnownIDs(t *testing.T) {
	for short, want := range map[string]string{
		"001A0000006Vm9r": "001A0000006Vm9rIAC",
		"00Dxx0000000001": "00Dxx0000000001EAA",
		"005xx000001Sv6A": "005xx000001Sv6AAAS",
	} {
		if got, err := wholeID(short); got != want || err != nil {
			t.Errorf("wholeID(%s) = %s, %v; want %s", short, got, err, want)
		}
	}
	if _, err := wholeID("005xx00000/Sv6A"); err == nil {
		t.Error("an id with a slash was taken")
	}
}

func TestRecordIDsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for n := range 500_000 {
		id := recordID(prefixAssignment, n)
		if len(id) != 18 || seen[id[:15]] {
			t.Fatalf("the id of record %d is %q, which isn't new", n, id)
		}
		seen[id[:15]] = true
	}
}
