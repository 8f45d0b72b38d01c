package certify

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/environment"
)

// A wrong key is said in one line before anything is judged, without the key.
func TestWestconKeysThatAreRefused(t *testing.T) {
	for name, change := range map[string]func(*environment.Westcon){
		"subscription key": func(w *environment.Westcon) {
			w.SubscriptionKey = environment.NewSecret("WESTCON_SUBSCRIPTION_KEY", "a-wrong-subscription-key")
		},
		"partner key": func(w *environment.Westcon) {
			w.PartnerKey = environment.NewSecret("WESTCON_PARTNER_KEY", "a-wrong-partner-key")
		},
	} {
		env, _ := westconOnly(t)
		change(env.Westcon)
		_, _, err := Run(context.Background(), Options{Environment: env, Dir: t.TempDir()})
		unreachable := (*endpoint.Unreachable)(nil)
		if !errors.As(err, &unreachable) || !strings.Contains(err.Error(), "is refused (40") ||
			!strings.Contains(err.Error(), "subscription_key, partner_key") ||
			strings.Contains(err.Error(), "a-wrong") {
			t.Errorf("a wrong %s: %v", name, err)
		}
	}
}
