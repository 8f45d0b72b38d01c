package westcon_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// variations are services that keep the contract, each in its own way.
func variations() []breakage {
	asJSON := func(c *call) bool { return strings.Contains(c.header.Get("Content-Type"), "json") }
	onJSON := func(r rewrite) rewrite { return when(asJSON, r) }
	hidden := func(change func(line)) rewrite {
		return api(func(c *call) {
			if lines, ok := c.lines(); ok {
				for _, l := range lines {
					if l["lineStatusCode"] == "NAO" {
						change(l)
					}
				}
				c.setLines(lines)
			}
		})
	}
	rows := []breakage{
		{name: "no rewriting"},
		{name: "members in alphabetical order", answer: onJSON(object(func(map[string]any) {}))},
		{name: "whitespace", answer: onJSON(func(c *call) {
			var b bytes.Buffer
			if json.Indent(&b, c.body, " \r\n", "\t") == nil {
				c.body = append(b.Bytes(), "\r\n"...)
			}
		})},
		{name: "escapes", answer: onJSON(func(c *call) { raw("Invoiced", `\u0049nvoice\u0064`)(c); raw("Bearer", `\u0042earer`)(c) })},
		{name: "a charset", answer: onJSON(header("Content-Type", "application/json; charset=UTF-8"))},
		{name: "no charset", answer: onJSON(header("Content-Type", "application/json"))},
		{name: "tokens as text", answer: when(granted, object(func(m map[string]any) {
			m["expires_in"], m["ext_expires_in"], m["expires_on"], m["not_before"], m["resource"] = "3599", "3599", "1795300000", "1795296100", "resource"
		}))},
		{name: "nothing but what a token answer needs", answer: when(granted, without("ext_expires_in"))},
		{name: "members of its own in a token answer", answer: when(granted, set("refresh_in", 1799))},
		{name: "headers in lower case", answer: func(c *call) {
			for name, values := range c.header {
				delete(c.header, name)
				c.header[strings.ToLower(name)] = values
			}
		}},
		{name: "gzip", answer: func(c *call) {
			var b bytes.Buffer
			w := gzip.NewWriter(&b)
			_, _ = w.Write(c.body) // to memory
			w.Close()
			c.body = b.Bytes()
			c.header.Set("Content-Encoding", "gzip")
		}},
		{name: "in chunks", answer: func(c *call) {
			c.raw = func(w http.ResponseWriter, body []byte) {
				w.WriteHeader(c.status)
				for part := range slices.Chunk(body, 97) {
					_, _ = w.Write(part)
					_ = http.NewResponseController(w).Flush()
				}
			}
		}},
		{name: "further states", answer: every(func(l line) {
			if l["lineStatusCode"] == "OPN" {
				l["lineStatusCode"], l["lineStatusDescription"] = "BCK", "Backordered"
			}
		})},
		{name: "descriptions outside ASCII", answer: every(func(l line) {
			if l["lineStatusCode"] == "OPN" {
				l["lineStatusDescription"] = "Открыт"
			}
		})},
		{name: "lines in another order", answer: all(func(_ *call, lines []line) []line { slices.Reverse(lines); return lines })},
		{name: "no parent is empty", answer: every(func(l line) {
			if l["parentERPLine"] == "000000" {
				l["parentERPLine"] = ""
			}
		})},
		{name: "no dates", answer: both(member("shipDate", ""), member("statusDate", ""))},
		{name: "a hidden order is all empty", answer: hidden(func(l line) {
			for name := range l {
				if name != "lineStatusCode" {
					l[name] = ""
				}
			}
		})},
		{name: "a hidden order has its number padded", answer: hidden(func(l line) {
			if n, _ := l["eRPOrderNumber"].(string); n != "" {
				l["eRPOrderNumber"] = padded(strings.TrimSpace(n))
			}
		})},
		{name: "a hidden order has no line at all", answer: api(func(c *call) {
			if lines, ok := c.lines(); ok {
				c.setLines(slices.DeleteFunc(append([]line{}, lines...), func(l line) bool { return l["lineStatusCode"] == "NAO" }))
			}
		})},
		{name: "a wrong partner gets hidden orders", answer: api(when(status(403), func(c *call) {
			c.put(200, "application/json", `{"MT_OrderStatus_Response":[]}`)
		}))},
		{name: "a refused token without a challenge", answer: when(refusedBearer, drop("WWW-Authenticate"))},
		{name: "a wrong secret is status 400", answer: when(refusedToken, answers(400))},
		{name: "a refused token in short", answer: when(refusedToken, object(func(m map[string]any) {
			for _, name := range []string{"error_codes", "timestamp", "trace_id", "correlation_id", "error_uri"} {
				delete(m, name)
			}
		}))},
		{name: "messages in Russian", answer: when(refusedToken, set("error_description", "Неверный секрет клиента"))},
		{name: "another method is status 405", answer: api(when(func(c *call) bool { return c.Method == http.MethodGet }, func(c *call) {
			c.put(405, "application/json", `{"statusCode":405,"message":"Method not allowed"}`)
			c.header.Set("Allow", "POST")
		}))},
		{name: "Retry-After as a date", answer: api(when(status(429), func(c *call) {
			now := time.Date(2026, 11, 21, 10, 0, 0, 0, time.UTC)
			c.header.Set("Date", now.Format(http.TimeFormat))
			c.header.Set("Retry-After", now.Add(20*time.Second).Format(http.TimeFormat))
		}))},
		{name: "a thousand orders are too many", ask: api(when(func(c *call) bool { return len(c.numbers()) == 1000 }, func(c *call) {
			c.put(413, "application/json", `{"statusCode":413,"message":"too many"}`)
		}))},
		{name: "a busy gateway", ask: api(func(c *call) {
			if c.proxy.state["calls"]++; c.proxy.state["calls"]%5 == 0 {
				c.put(429, "application/json", `{"statusCode":429,"message":"later"}`)
				c.header.Set("Retry-After", "7")
			}
		})},
		{name: "a busy authority", ask: tokens(func(c *call) {
			if c.proxy.state["calls"]++; c.proxy.state["calls"]%3 == 0 {
				c.put(429, "application/json", `{"error":"temporarily_unavailable","error_description":"later"}`)
				c.header.Set("Retry-After", "7")
			}
		})},
		{name: "opaque tokens", ask: api(func(c *call) {
			if c.Header.Get("Authorization") == "Bearer opaque-token-0001" {
				c.Header.Set("Authorization", "Bearer "+c.proxy.fresh(one))
			}
		}), answer: when(func(c *call) bool { return granted(c) && !strings.Contains(string(c.sent), "graph") }, set("access_token", "opaque-token-0001")), fails: "WST-TOK-03 WST-AUTH-05", also: "AUTH-04"},
	}
	return rows
}
