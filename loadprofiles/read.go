package loadprofiles

import (
	"path/filepath"
	"strings"

	"github.com/montcheck/montcheck/internal/strictyaml"
)

// file is the form of a profile's file.
type file struct {
	Profile    `yaml:",inline"`
	Mix        *strictyaml.Node `yaml:"mix"`
	Thresholds *strictyaml.Node `yaml:"thresholds"`
}

// Parse reads a profile from the text of the file at path.
func Parse(path string, data []byte) (*Profile, error) {
	document, err := strictyaml.Parse(path, data, "a load profile (docs/load.md has an example)")
	if err != nil {
		return nil, err
	}
	r := reader{document.Read()}
	f := file{Profile: Profile{Workers: defaultWorkers, Timeout: defaultTimeout, Abort: defaultAbort}}
	f.Population.Partners = defaultPartners
	if r.Root().Decode(&f); len(r.Problems) > 0 {
		return nil, r.Problems.Err()
	}
	p := &f.Profile
	base := filepath.Base(path)
	p.Name = strings.TrimSuffix(base, filepath.Ext(base))
	r.mix(p, f.Mix)
	r.check(p)
	r.thresholds(p, f.Thresholds)
	if err := r.Problems.Err(); err != nil {
		return nil, err
	}
	return p, nil
}
