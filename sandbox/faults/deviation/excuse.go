package deviation

import (
	"path"
	"slices"
)

// Excuse names requirements that need not pass although they are not what a row is about, and says why.
type Excuse struct {
	Why string   // one short sentence
	IDs []string // ids of the catalogue, or globs of whole ids, which are path.Match's
}

// Excuses are all that a row has. The zero value excuses nothing.
type Excuses []Excuse

// Since excuses requirements for a reason.
func Since(why string, ids ...string) Excuses { return Excuses(nil).Since(why, ids...) }

// Since excuses further requirements for another reason. Without ids it excuses none.
func (e Excuses) Since(why string, ids ...string) Excuses {
	if len(ids) == 0 {
		return e
	}
	return append(slices.Clip(e), Excuse{Why: why, IDs: ids})
}

// Cover tells whether a requirement is excused.
func (e Excuses) Cover(id string) bool {
	return slices.ContainsFunc(e, func(one Excuse) bool {
		return slices.ContainsFunc(one.IDs, func(glob string) bool { return Matches(glob, id) })
	})
}

// Matches tells whether a glob of an excuse is of a requirement. One that is not well formed is of none.
func Matches(glob, id string) bool {
	matched, err := path.Match(glob, id)
	return matched && err == nil
}
