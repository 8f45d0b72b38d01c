package variations

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// transfers are other ways to send an answer.
func transfers() []deviation.Variation {
	return []deviation.Variation{
		{
			Name:   "gzip",
			Does:   "Answers are compressed, for those who accept it.",
			Answer: When(acceptsGzip, Compress("gzip")),
		},
		{
			Name:   "x-gzip",
			Does:   "Answers are compressed, and gzip has its older name.",
			Answer: When(acceptsGzip, Compress("x-gzip")),
		},
		{
			Name:   "chunked",
			Does:   "Answers come in chunks.",
			Answer: inChunks,
		},
		{
			Name:   "with-length",
			Does:   "Answers name their length.",
			Answer: func(c *Call) { c.Header.Set("Content-Length", fmt.Sprint(len(c.Body))) },
		},
		{
			Name:   "http-1.0",
			Does:   "Answers are of HTTP/1.0, and end with their connection.",
			Answer: asHTTP10,
		},
		{
			Name:   "connection-close",
			Does:   "Every answer closes its connection.",
			Answer: Header("Connection", "close"),
		},
		{
			Name:   "keep-alive-at-random",
			Does:   "One answer of three closes its connection.",
			Answer: When(oneOfThree(), Header("Connection", "close")),
		},
		{
			Name:   "slow-answers",
			Does:   "One answer of twenty takes a fifth of a second longer.",
			Answer: EveryNth(20, AnyCall, slower(200*time.Millisecond)),
		},
		{
			Name:   "slow-answer",
			Does:   "One answer of three hundred takes two seconds longer.",
			Answer: EveryNth(300, AnyCall, slower(2*time.Second)),
		},
		{
			Name: "unknown-headers",
			Does: "Answers have headers and cookies that nobody asked for.",
			Answer: func(c *Call) {
				c.Header.Set("X-AspNet-Version", "4.0.30319")
				c.Header.Set("X-Powered-By", "ASP.NET")
				c.Header["x-lower-case"] = []string{"1", "2"}
				c.Header.Add("Set-Cookie", "a=b")
				c.Header.Add("Set-Cookie", "c=d; HttpOnly")
				c.Header.Set("Vary", "*")
				c.Header.Set("ETag", `"1"`)
			},
		},
		{
			Name:   "clock-ahead",
			Does:   "The service's clock is seven hours ahead.",
			Ask:    skewed(7 * time.Hour),
			Answer: dated,
		},
		{
			Name:   "clock-behind",
			Does:   "The service's clock is five hours behind.",
			Ask:    skewed(-5 * time.Hour),
			Answer: dated,
		},
	}
}

// slower answers so much later.
func slower(by time.Duration) Hook {
	return func(c *Call) {
		c.WriteWith(func(w http.ResponseWriter) {
			select {
			case <-c.Request.Context().Done():
			case <-time.After(by):
			}
			c.Reply(w)
		})
	}
}

func inChunks(c *Call) {
	c.WriteWith(func(w http.ResponseWriter) {
		body := c.Body
		c.Body = nil
		c.Reply(w)
		for part := range slices.Chunk(body, max(97, len(body)/50)) {
			_, _ = w.Write(part)
			_ = http.NewResponseController(w).Flush()
		}
	})
}

// asHTTP10 writes the answer by hand and closes the connection.
func asHTTP10(c *Call) {
	c.WriteWith(func(w http.ResponseWriter) {
		conn, out, err := http.NewResponseController(w).Hijack()
		if err != nil {
			c.Reply(w)
			return
		}
		defer conn.Close()
		fmt.Fprintf(out, "HTTP/1.0 %d %s\r\n", c.Status, http.StatusText(c.Status))
		_ = c.Header.Write(out)
		fmt.Fprint(out, "\r\n")
		_, _ = out.Write(c.Body)
		_ = out.Flush()
	})
}

// oneOfThree tells of one call of three, at random, that it is one.
func oneOfThree() func(*Call) bool {
	random := rand.New(rand.NewPCG(1, 2)) // the hooks are called one at a time
	return func(*Call) bool { return random.IntN(3) == 0 }
}

func acceptsGzip(c *Call) bool {
	return len(c.Body) > 0 && strings.Contains(c.Request.Header.Get("Accept-Encoding"), "gzip")
}

// skewed moves the sandbox's clock once, at the first request.
func skewed(by time.Duration) Hook {
	return Nth(1, AnyCall, func(c *Call) { c.Host().Advance(by) })
}

// dated gives an answer the time of the sandbox's clock.
func dated(c *Call) { c.Header.Set("Date", c.Host().Now().UTC().Format(http.TimeFormat)) }
