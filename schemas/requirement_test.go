package schemas_test

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/schemas"
)

var noted = regexp.MustCompile(`<xs:appinfo source="urn:montcheck:requirement(?::\w+)?">([^<]*)</xs:appinfo>`)

// What the schema files and the door say is broken is in the catalogue.
func TestNamedRequirementsExist(t *testing.T) {
	ids := map[string]string{}
	err := fs.WalkDir(schemas.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(schemas.FS(), path)
		for _, found := range noted.FindAllStringSubmatch(string(content), -1) {
			ids[found[1]] = path
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(ids) < 10 {
		t.Errorf("the schemas name %d requirements only", len(ids))
	}
	for _, c := range []corpus{contentCorpus, ekeyCorpus, ekey2Corpus} {
		for file, schema := range c.schemas {
			many := strings.Repeat("<x>", 99)
			for _, document := range []string{"", "<x/>", many} { // not well-formed, another root, too deep
				for _, p := range validate(t, schema, document).Problems {
					ids[p.Requirement] = schema.File() + ", for " + file
				}
			}
		}
	}
	for id, where := range ids {
		if _, known := requirements.ByID(id); !known {
			t.Errorf("%s: the requirement %q is not in the catalogue", where, id)
		}
	}
}

// Each of the methods of MONT eKey version 2 has a requirement of its schema, which is what breaks where nothing else
// does.
func TestSchemaRequirementsOfEKey2(t *testing.T) {
	for _, method := range schemas.EKey2Methods() {
		schema, want := named(schemas.EKey2(method)), "EK2-SCH-"+method
		report, err := schema.ValidateWithin(strings.NewReader("<"+method+"Response/>"), schemas.Limits{Bytes: 5})
		if err != nil || len(report.Problems) != 1 || report.Problems[0].Requirement != want {
			t.Errorf("%s: %+v, %v", want, report.Problems, err)
		}
	}
}
