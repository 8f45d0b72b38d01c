package endpoint

import "time"

// Limits bound what an endpoint can make the harness do, and what the harness
// asks of an endpoint.
type Limits struct {
	Exchange time.Duration // from the request to the last byte of the answer
	Silence  time.Duration // without a byte
	Body     int64         // bytes, decompressed
	Failures int           // exchanges in a row that came to nothing, before the endpoint may be taken to be gone

	Rate     int           // requests a second to one host; 0 for any number
	Parallel int           // exchanges with one host at once; 0 for any number
	Patience time.Duration // for how long an endpoint that is away, or busy, is asked again
}

// Impatient is the patience of who asks once.
const Impatient time.Duration = -1

// DefaultLimits suit a full catalogue over a slow line.
var DefaultLimits = Limits{
	Exchange: 10 * time.Minute, Silence: 45 * time.Second, Body: 256 << 20, Failures: 3, Patience: time.Minute,
}

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	for own, fallback := range map[*time.Duration]time.Duration{
		&l.Exchange: d.Exchange, &l.Silence: d.Silence, &l.Patience: d.Patience,
	} {
		if *own == 0 {
			*own = fallback
		}
	}
	if l.Body == 0 {
		l.Body = d.Body
	}
	if l.Failures == 0 {
		l.Failures = d.Failures
	}
	return l
}
