package audit

// SameOrg reports whether two reports are about one org. Where one of them could not read which org it is, the address
// decides. Readings of a project's files know neither, and may be compared: the reader says that they belong together.
func SameOrg(a, b *Report) bool {
	if a.Org.ID != "" && b.Org.ID != "" {
		return SameID(a.Org.ID, b.Org.ID) || a.Org.ID == b.Org.ID
	}
	if a.Org.placeless() && b.Org.placeless() {
		return true
	}
	return sameName(a.Org.URL, b.Org.URL) || sameName(a.Org.MyDomain, b.Org.MyDomain)
}

// placeless reports whether a reading is of files: it has a name, and nothing that says which org it is.
func (o *Org) placeless() bool { return o.Name != "" && o.ID+o.URL+o.MyDomain == "" }
