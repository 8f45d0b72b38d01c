package prove

import (
	"slices"
	"testing"

	"github.com/montcheck/montcheck/sandbox/faults"
)

func TestShardsAreTheWholeMatrix(t *testing.T) {
	for _, of := range []int{1, 2, 5, 4000} {
		tried := map[string]int{}
		for i := range of {
			for _, f := range part(Shard{Index: i + 1, Of: of}, faults.All()) {
				tried[f.Name]++
			}
		}
		for _, f := range faults.All() {
			if tried[f.Name] != 1 {
				t.Fatalf("%d shards try %s %d times", of, f.Name, tried[f.Name])
			}
		}
	}
	if !slices.Equal(part(Shard{Index: 2, Of: 2}, []int{1, 2, 3, 4, 5}), []int{2, 4}) {
		t.Error("neighbours are in one shard")
	}
}

func TestShardIsRead(t *testing.T) {
	var s Shard
	if s.String() != "" {
		t.Errorf("the whole matrix is called %q", s)
	}
	if err := s.Set("2/4"); err != nil || s != (Shard{Index: 2, Of: 4}) || s.String() != "2/4" {
		t.Errorf("2/4 is read as %+v: %v", s, err)
	}
	for _, wrong := range []string{"", "2", "0/4", "5/4", "-1/4", "2/", "/4", "a/b", "1/4/2", "1/0"} {
		if err := s.Set(wrong); err == nil {
			t.Errorf("%q is a shard", wrong)
		}
	}
}
