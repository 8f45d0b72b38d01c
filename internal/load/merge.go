package load

import (
	"fmt"
	"strings"

	"github.com/montcheck/montcheck/internal/load/result"
	"github.com/montcheck/montcheck/internal/problem"
	"github.com/montcheck/montcheck/reports/loadjson"
)

// Merge reads the results of shards from files and joins them.
func Merge(paths []string) (*result.Result, error) {
	var shards []*result.Result
	for _, path := range paths {
		r, err := read(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		shards = append(shards, r)
	}
	whole, err := result.Merge(shards)
	if err != nil {
		return nil, fmt.Errorf("%w (%s)", err, sources(paths, shards))
	}
	return whole, nil
}

// sources says which file is which shard.
func sources(paths []string, shards []*result.Result) string {
	all := make([]string, len(paths))
	for i, r := range shards {
		all[i] = paths[i] + " is no shard"
		if r.Shard != nil {
			all[i] = fmt.Sprintf("%s is shard %d/%d", paths[i], r.Shard.Index, r.Shard.Count)
		}
	}
	return strings.Join(all, ", ")
}

func read(path string) (*result.Result, error) {
	f, err := problem.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return loadjson.Read(f)
}
