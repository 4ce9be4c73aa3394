package simorg

import "strconv"

// printRecords writes a query result as REST does: the records from first up to end, and where the rest is.
func printRecords(b []byte, total, records int, next string, print func([]byte, int) []byte, first, end int) []byte {
	b = append(b, `{"totalSize":`...)
	b = strconv.AppendInt(b, int64(total), 10)
	b = append(b, `,"done":`...)
	b = strconv.AppendBool(b, end >= records)
	if next != "" {
		b = append(b, `,"nextRecordsUrl":`...)
		b = appendJSONString(b, next)
	}
	b = append(b, `,"records":[`...)
	for i := first; i < end; i++ {
		if i > first {
			b = append(b, ',')
		}
		b = print(b, i)
	}
	return append(b, "]}"...)
}
