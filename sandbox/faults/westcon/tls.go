package westcon

import (
	"github.com/montcheck/montcheck/sandbox/faults/deviation"
)

// tlsFaults break WST-TLS first.
func tlsFaults() []deviation.Fault {
	return []deviation.Fault{
		{
			Name:    "plain-http",
			Kind:    deviation.WrongValue,
			Does:    "Token authority and API are reached by plain HTTP off the loopback interface.",
			Breaks:  []string{"WST-TLS-01"},
			Listens: deviation.Exposed,
		},
		{
			Name:    "untrusted-certificate",
			Kind:    deviation.WrongValue,
			Does:    "The certificate is signed by no authority.",
			Breaks:  []string{"WST-TLS-01"},
			Listens: deviation.Untrusted,
		},
		{
			Name:    "expired-certificate",
			Kind:    deviation.Stale,
			Does:    "The certificate's time is over.",
			Breaks:  []string{"WST-TLS-01"},
			Listens: deviation.Expired,
		},
		{
			Name:    "certificate-of-another-host",
			Kind:    deviation.WrongValue,
			Does:    "The certificate is of another host.",
			Breaks:  []string{"WST-TLS-01"},
			Listens: deviation.AnotherNamed,
		},
	}
}
