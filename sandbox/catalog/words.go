package catalog

import (
	_ "embed"
	"fmt"
	"sync"

	"github.com/goccy/go-yaml"
)

//go:embed words.yaml
var wordsYAML []byte

// phrase is one text in both languages of the catalogue.
type phrase struct {
	RU string `yaml:"ru"`
	EN string `yaml:"en"`
}

func (p phrase) in(lang string) string {
	if lang == "RU" {
		return p.RU
	}
	return p.EN
}

type vocabulary struct {
	Vendors    []string `yaml:"vendors"`
	Categories []struct {
		Name   phrase `yaml:",inline"`
		Parent string `yaml:"parent"`
	} `yaml:"categories"`
	EmptyCategory phrase `yaml:"empty_category"`
	Lines         []struct {
		Name phrase `yaml:",inline"`
		Code string `yaml:"code"`
	} `yaml:"lines"`
	Editions       []phrase   `yaml:"editions"`
	Sentences      []phrase   `yaml:"sentences"`
	Requirements   []phrase   `yaml:"requirements"`
	Installation   []phrase   `yaml:"installation"`
	Specifications []property `yaml:"specifications"`
	Languages      property   `yaml:"languages"`
}

type property struct {
	Name   phrase   `yaml:",inline"`
	ID     int32    `yaml:"id"`
	Type   string   `yaml:"type"`
	Values []phrase `yaml:"values"`
}

// words reads the vocabulary once. The file is part of the binary, so a fault in it is a fault of the program.
var words = sync.OnceValue(func() *vocabulary {
	v := new(vocabulary)
	if err := yaml.UnmarshalWithOptions(wordsYAML, v, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("catalog: words.yaml: %v", err))
	}
	return v
})
