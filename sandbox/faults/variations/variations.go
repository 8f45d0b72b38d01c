// Package variations has the benign variations of the sandbox's services: each keeps the contract in a way of its own,
// and must raise no alarm.
package variations

import (
	"slices"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// mont are the modules that XML and MONT's catalogue matter to: eKey reads answers of MONT Content too.
const mont = "content,ekey"

// All are the variations, new for each sandbox.
func All() []deviation.Variation {
	return slices.Concat(
		deviation.VariationsOf(AnyService, mont, onceForEachBody(xmlForms())...),
		deviation.VariationsOf(AnyService, "", transfers()...),
		deviation.VariationsOf(ContentService, mont, content()...),
		deviation.VariationsOf(ContentService, mont, contentMoments()...),
		deviation.VariationsOf(AnyService, mont, changing()...),
		deviation.VariationsOf(EKeyService, "ekey", eKey()...),
		deviation.VariationsOf(EKeyService, "ekey", eKeyMoments("version-1")...),
		deviation.VariationsOf(EKey2Service, "ekey", eKey2()...),
		deviation.VariationsOf(EKey2Service, "ekey", eKeyMoments("version-2")...),
		deviation.VariationsOf(WestconService, "westcon", westconForms()...),
		deviation.VariationsOf(AnyService, mont, otherCatalogues()...),
	)
}
