package faults

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"
)

// transferOtherwise are other ways to send an answer.
func transferOtherwise() []otherwise {
	random := rand.New(rand.NewPCG(1, 2)) // the hooks are called one at a time
	slower := func(n int, by time.Duration) hook {
		calls := 0
		return func(c *call) {
			if calls++; calls%n != 0 {
				return
			}
			c.write = func(w http.ResponseWriter, c *call) {
				select {
				case <-c.Context().Done():
				case <-time.After(by):
				}
				c.reply(w)
			}
		}
	}
	return []otherwise{
		{name: "gzip", does: "Answers are compressed, for those who accept it.", answer: compressed("gzip")},
		{name: "x-gzip", does: "Answers are compressed, and gzip has its older name.", answer: compressed("x-gzip")},
		{name: "chunked", does: "Answers come in chunks.", answer: func(c *call) {
			c.write = func(w http.ResponseWriter, c *call) {
				body := c.body
				c.body = nil
				c.reply(w)
				for part := range slices.Chunk(body, max(97, len(body)/50)) {
					_, _ = w.Write(part)
					_ = http.NewResponseController(w).Flush()
				}
			}
		}},
		{name: "with-length", does: "Answers name their length.", answer: func(c *call) { c.header.Set("Content-Length", fmt.Sprint(len(c.body))) }},
		{name: "http-1.0", does: "Answers are of HTTP/1.0, and end with their connection.", answer: func(c *call) {
			c.write = func(w http.ResponseWriter, c *call) { c.hijack(w, "HTTP/1.0") }
		}},
		{name: "connection-close", does: "Every answer closes its connection.", answer: header("Connection", "close")},
		{name: "keep-alive-at-random", does: "One answer of three closes its connection.", answer: func(c *call) {
			if random.IntN(3) == 0 {
				c.header.Set("Connection", "close")
			}
		}},
		{name: "slow-answers", does: "One answer of twenty takes a fifth of a second longer.", answer: slower(20, 200*time.Millisecond)},
		{name: "slow-answer", does: "One answer of three hundred takes two seconds longer.", answer: slower(300, 2*time.Second)},
		{name: "unknown-headers", does: "Answers have headers and cookies that nobody asked for.", answer: func(c *call) {
			c.header.Set("X-AspNet-Version", "4.0.30319")
			c.header.Set("X-Powered-By", "ASP.NET")
			c.header["x-lower-case"] = []string{"1", "2"}
			c.header.Add("Set-Cookie", "a=b")
			c.header.Add("Set-Cookie", "c=d; HttpOnly")
			c.header.Set("Vary", "*")
			c.header.Set("ETag", `"1"`)
		}},
		{name: "clock-ahead", does: "The service's clock is seven hours ahead.", ask: skewed(7 * time.Hour), answer: dated},
		{name: "clock-behind", does: "The service's clock is five hours behind.", ask: skewed(-5 * time.Hour), answer: dated},
	}
}

// compressed compresses answers with gzip, for those who accept it, and calls the coding by a name.
func compressed(name string) hook {
	return func(c *call) {
		if len(c.body) == 0 || !strings.Contains(c.Header.Get("Accept-Encoding"), "gzip") {
			return
		}
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write(c.body) // into memory
		_ = w.Close()
		c.body = b.Bytes()
		c.header.Set("Content-Encoding", name)
	}
}

// hijack writes the answer by hand and closes the connection.
func (c *call) hijack(w http.ResponseWriter, protocol string) {
	conn, out, err := http.NewResponseController(w).Hijack()
	if err != nil {
		c.reply(w)
		return
	}
	defer conn.Close()
	fmt.Fprintf(out, "%s %d %s\r\n", protocol, c.status, http.StatusText(c.status))
	_ = c.header.Write(out)
	fmt.Fprint(out, "\r\n")
	_, _ = out.Write(c.body)
	_ = out.Flush()
}

// skewed moves the sandbox's clock once, at the first request.
func skewed(by time.Duration) hook {
	return nth(1, func(c *call) { c.proxy.host.Advance(by) })
}

// dated gives an answer the time of the sandbox's clock.
func dated(c *call) { c.header.Set("Date", c.proxy.host.Now().UTC().Format(http.TimeFormat)) }
