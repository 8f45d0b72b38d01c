package prove

import (
	"fmt"
	"strconv"
	"strings"
)

// Shard is a part of the matrix: of every Of deviations, the one at Index. All
// shards together try each deviation once. The zero value is the whole matrix.
// It is a flag's value, written "2/4".
type Shard struct{ Index, Of int } // Index counts from 1

func (s Shard) String() string {
	if s == (Shard{}) {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// Type is how help calls the value.
func (Shard) Type() string { return "shard" }

// Set reads a shard. It refuses what names no part.
func (s *Shard) Set(text string) error {
	index, of, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(index)
	n, failed := strconv.Atoi(of)
	if err != nil || failed != nil || i < 1 || i > n {
		return fmt.Errorf("%q is no shard; 2/4 is the second of four", text)
	}
	*s = Shard{Index: i, Of: n}
	return nil
}

// Part is what the shard has of the choice.
func (c Choice) Part(s Shard) Choice {
	c.Variations, c.Faults = part(s, c.Variations), part(s, c.Faults)
	return c
}

// part is what the shard has of all: neighbours, which resemble each other, go
// to different shards.
func part[T any](s Shard, all []T) []T {
	if s.Of <= 1 {
		return all
	}
	var some []T
	for i := s.Index - 1; i < len(all); i += s.Of {
		some = append(some, all[i])
	}
	return some
}
