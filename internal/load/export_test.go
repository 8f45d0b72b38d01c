package load

import "net/http"

// Through has the requests of a run pass through another transport.
func (o *Options) Through(wrap func(http.RoundTripper) http.RoundTripper) { o.through = wrap }
