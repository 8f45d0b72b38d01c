package wire

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"
)

// BenchmarkExchange measures an exchange with a server that does nothing but
// write, by the length of the body.
func BenchmarkExchange(b *testing.B) {
	for name, size := range map[string]int{"1KB": 1_000, "100KB": 100_000, "5MB": 5_000_000} {
		b.Run(name, func(b *testing.B) {
			reply := fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", size,
				bytes.Repeat([]byte("x"), size))
			address := accepting(b, func(c net.Conn) {
				defer c.Close()
				in := bufio.NewReader(c)
				for {
					line, err := in.ReadSlice('\n')
					if err != nil {
						return
					}
					if len(line) > 2 {
						continue
					}
					if _, err := c.Write(reply); err != nil {
						return
					}
				}
			})
			base, err := url.Parse(address + "/")
			if err != nil {
				b.Fatal(err)
			}
			l := Limits{Workers: 1, Timeout: time.Minute, Body: 256 << 20, Room: NewRoom(64 << 20)}

			c := NewCarrier(Transport(base, l, nil),
				released{&http.Request{Method: http.MethodGet, URL: base, Host: base.Host}}, l)
			defer c.Close()
			r := &http.Request{Method: http.MethodGet, URL: base, Header: http.Header{numbered: {"0"}}}
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.RoundTrip(r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// released asks one request and looks at no answer.
type released struct{ request *http.Request }

func (r released) Ask(x *Exchange) { x.Request = r.request }
func (released) Answered(x *Exchange) {
	if x.Err != nil {
		panic(x.Err)
	}
	x.Body.Release()
}
