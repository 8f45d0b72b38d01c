// Package loadprofiles holds the load profiles, one YAML file each, and the
// door to them: a profile by its name, or a user's own by its path. Every
// problem of a profile is reported with its file, line and key, before the
// first request. docs/load.md describes the keys.
package loadprofiles

import (
	"embed"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/montcheck/montcheck/internal/problem"
)

//go:embed *.yaml
var files embed.FS

// names are the embedded profiles, the mildest first, then those of this field.
var names = []string{"smoke", "average-load", "stress", "spike", "soak", "breakpoint", "price-sync", "cold-start",
	"midnight-herd", "mixed"}

// All returns the embedded profiles.
func All() ([]*Profile, error) {
	var all []*Profile
	for _, name := range names {
		p, err := Load(name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// longest is how large a profile may be, in bytes.
const longest = 1 << 20

// Load returns the embedded profile of that name, or the one in the file at
// that path: what holds a slash or ends in .yaml or .yml is a path. The error
// is a problem.List where the file can be read and is wrong.
func Load(nameOrPath string) (*Profile, error) {
	ext := path.Ext(nameOrPath)
	if !strings.ContainsAny(nameOrPath, `/\`) && ext != ".yaml" && ext != ".yml" {
		data, err := files.ReadFile(nameOrPath + ".yaml")
		if err != nil {
			return nil,
				fmt.Errorf("there is no load profile %q%s; a file of your own is named by its path, such as ./%s.yaml",
					nameOrPath, problem.DidYouMean(nameOrPath, names), nameOrPath)
		}
		return Parse(nameOrPath+".yaml", data)
	}
	f, err := os.Open(nameOrPath)
	if err != nil {
		return nil, fmt.Errorf("the load profile can't be read: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, longest+1))
	if err != nil {
		return nil, fmt.Errorf("the load profile can't be read: %w", err)
	}
	if len(data) > longest {
		return nil, fmt.Errorf("%s is no load profile: it has more than %d bytes", nameOrPath, longest)
	}
	return Parse(nameOrPath, data)
}

// Source returns an embedded profile as it is written.
func Source(name string) ([]byte, error) { return files.ReadFile(name + ".yaml") }
