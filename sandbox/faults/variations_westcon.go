package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// westconOtherwise are other answers that D2 and OAuth allow Westcon.
func westconOtherwise() []otherwise {
	onJSON := func(h hook) hook {
		return when(func(c *call) bool { return has([]byte(c.header.Get("Content-Type")), "json") }, h)
	}
	whenOpen := func(l orderLine, name string, value any) {
		if l["lineStatusCode"] == "OPN" {
			l[name] = value
		}
	}
	granted := func(h hook) hook { return when((*call).granted, h) }
	refusedToken := func(h hook) hook { return when((*call).refusedToken, h) }
	askOpaque, answerOpaque := opaque()
	return []otherwise{
		{name: "westcon-members-in-another-order", does: "Members of JSON are in the order of the alphabet.", answer: onJSON(object(func(map[string]any) {}))},
		{name: "westcon-blanks", does: "JSON has blanks and line breaks between its parts.", answer: onJSON(func(c *call) {
			var b bytes.Buffer
			if json.Indent(&b, c.body, " \r\n", "\t") == nil {
				c.body = append(b.Bytes(), "\r\n"...)
			}
		})},
		{name: "westcon-escapes", does: "JSON escapes letters that need it not.", answer: onJSON(both(
			raw("Invoiced", `\u0049nvoice\u0064`), raw("Bearer", `\u0042earer`), raw("lineStatusCode", `line\u0053tatusCode`), raw("/", `\/`)))},
		{name: "westcon-charset", does: "JSON is served with a charset.", answer: onJSON(header("Content-Type", "application/json; charset=UTF-8"))},
		{name: "westcon-no-charset", does: "JSON is served without a charset.", answer: onJSON(header("Content-Type", "application/json"))},
		{name: "westcon-media-type-in-capitals", does: "JSON is served with a type in capitals.", answer: onJSON(header("Content-Type", `Application/JSON; Charset="utf-8"`))},
		{name: "westcon-headers-in-lower-case", does: "Names of headers are in small letters.", answer: func(c *call) {
			for name, values := range c.header {
				delete(c.header, name)
				c.header[strings.ToLower(name)] = values
			}
		}},

		{name: "westcon-tokens-as-text", does: "All members of a token's answer are texts.", answer: granted(object(func(m map[string]any) {
			now := time.Now().Unix()
			m["expires_in"], m["ext_expires_in"] = fmt.Sprint(m["expires_in"]), fmt.Sprint(m["expires_in"])
			m["expires_on"], m["not_before"], m["resource"] = fmt.Sprint(now+3599), fmt.Sprint(now-300), "resource"
		}))},
		{name: "westcon-tokens-with-a-fraction", does: "A token's seconds are written with a fraction of nought.",
			answer: granted(set("expires_in", json.Number("3599.0")))},
		{name: "westcon-tokens-in-short", does: "A token's answer has nothing but what it needs.", answer: granted(object(func(m map[string]any) {
			for name := range m {
				if !slices.Contains([]string{"token_type", "expires_in", "access_token"}, name) {
					delete(m, name)
				}
			}
		}))},
		{name: "westcon-tokens-with-more", does: "A token's answer has members of its own.", answer: granted(set("refresh_in", 1799))},
		{name: "westcon-token-type-in-lower-case", does: "The token_type is bearer in small letters, which is the same to OAuth.", answer: granted(set("token_type", "bearer")), may: "WST-TOK-01"},
		{name: "westcon-opaque-tokens", does: "Tokens are no JSON Web Tokens.", ask: askOpaque, answer: answerOpaque, open: "WST-AUTH-04"},
		{name: "westcon-token-refused-with-400", does: "All token requests are refused with status 400.", answer: refusedToken(status(http.StatusBadRequest))},
		{name: "westcon-token-refused-in-short", does: "The refusal of a token request has nothing but what it needs.", answer: refusedToken(without("error_codes", "timestamp", "trace_id", "correlation_id", "error_uri"))},
		{name: "westcon-refusals-in-russian", does: "Descriptions of refusals are in Russian.", answer: refusedToken(set("error_description", "Неверный секрет клиента"))},

		{name: "westcon-further-states", does: "Lines are in a state that D2 does not name.", answer: eachLine(func(l orderLine) {
			if l["lineStatusCode"] == "OPN" {
				l["lineStatusCode"], l["lineStatusDescription"] = "BCK", "Backordered"
			}
		})},
		{name: "westcon-descriptions-in-russian", does: "A description is in Russian.", answer: eachLine(func(l orderLine) { whenOpen(l, "lineStatusDescription", "Открыт") })},
		{name: "westcon-lines-in-another-order", does: "Lines are in the opposite order.", answer: wholly(func(_ *call, lines []orderLine) []orderLine { slices.Reverse(lines); return lines })},
		{name: "westcon-no-parent-is-empty", does: "Lines without a parent have it empty.", answer: eachLine(func(l orderLine) {
			if l["parentERPLine"] == noLine {
				l["parentERPLine"] = ""
			}
		})},
		{name: "westcon-no-dates", does: "No line has a date.", answer: both(member("shipDate", ""), member("statusDate", ""))},
		{name: "westcon-no-customer-lines", does: "No line has the partner's line number.", answer: member("customerLineNumber", "")},
		{name: "westcon-hidden-orders-empty", does: "Of a hidden order nothing but its state is told.", answer: hiddenLine(func(l orderLine) {
			for name := range l {
				if name != "lineStatusCode" {
					l[name] = ""
				}
			}
		})},
		{name: "westcon-hidden-orders-padded", does: "A hidden order has its number padded with zeros.", answer: hiddenLine(func(l orderLine) {
			if n, _ := l["eRPOrderNumber"].(string); n != "" {
				l["eRPOrderNumber"] = zeroed(strings.TrimSpace(n))
			}
		})},
		{name: "westcon-hidden-orders-absent", does: "A hidden order has no line at all.", answer: showing(func(c *call) {
			lines, _ := c.lines()
			c.setLines(slices.DeleteFunc(append([]orderLine{}, lines...), func(l orderLine) bool { return l["lineStatusCode"] == notOwn }))
		})},
		{name: "westcon-wrong-partner-sees-nothing", does: "A wrong partnerKey finds no line.", answer: withStatus(http.StatusForbidden, func(c *call) {
			c.put(http.StatusOK, "application/json", `{"MT_OrderStatus_Response":[]}`)
		})},

		{name: "westcon-members-more", does: "Lines have members that D2 does not show, as live answers do.", may: "WST-SCH-01", answer: ofLines(anyLine, func(l orderLine) {
			l["CustomerLongPONumber"], l["price"] = "PO-2026/11", 1.5
			if l["lineStatusCode"] != notOwn {
				l["estimatedDeliveryDate"], l["further"] = l["statusDate"], map[string]any{"of": []any{l["eRPOrderNumber"]}}
			}
		})},
		{name: "westcon-count-beside-the-lines", does: "Beside the lines stands their count.", may: "WST-SCH-01", answer: showing(func(c *call) { lines, _ := c.lines(); set("count", len(lines))(c) })},
		{name: "westcon-member-twice-alike", does: "Lines have unitOfMeasure twice, with the same value.", may: "WST-SCH-01", answer: showing(raw(`"unitOfMeasure":"EA"`, `"unitOfMeasure":"EA","unitOfMeasure":"EA"`))},
		{name: "westcon-refusals-with-more", does: "Refusals have members of their own.", answer: when(func(c *call) bool { return c.status >= 400 }, set("activityId", "0f"))},
		{name: "westcon-no-lines-is-null", does: "Where there are no lines, null stands for them.", may: "WST-SCH-01 WST-ORD-08", answer: noLines(func(c *call) { set("MT_OrderStatus_Response", nil)(c) })},
		{name: "westcon-no-lines-is-a-text", does: "Where there are no lines, an empty text stands for them, as converters of XML write it.", may: "WST-SCH-01 WST-ORD-08", answer: noLines(func(c *call) { set("MT_OrderStatus_Response", "")(c) })},
		{name: "westcon-no-lines-is-nothing", does: "Where there are no lines, the object is empty.", may: "WST-SCH-01 WST-ORD-08", answer: noLines(func(c *call) { c.body = []byte("{}") })},
		{name: "westcon-keys-refused-in-escapes", does: "The refusal of a subscription key is all escapes of JSON.", answer: when((*call).refusedKey, func(c *call) {
			escaped := ""
			for _, r := range "Access denied due to missing subscription key." {
				escaped += fmt.Sprintf(`\u%04X`, r)
			}
			c.body = []byte(`{"\u0073tatus\u0043ode": 401, "message": "` + escaped + `"}`)
		})},

		{name: "westcon-token-not-challenged", does: "A refused token is not challenged.", answer: when((*call).refusedBearer, dropHeader("WWW-Authenticate"))},
		{name: "westcon-method-refused-with-405", does: "Another method is refused with status 405.", answer: toGateway(when(func(c *call) bool { return c.Method == http.MethodGet }, func(c *call) {
			withError(http.StatusMethodNotAllowed)(c)
			c.header.Set("Allow", http.MethodPost)
		}))},
		{name: "westcon-retry-after-as-date", does: "Retry-After is a date.", answer: withStatus(http.StatusTooManyRequests, func(c *call) {
			now := c.proxy.host.Now().UTC()
			if seconds, err := strconv.Atoi(c.header.Get("Retry-After")); err == nil {
				c.header.Set("Date", now.Format(http.TimeFormat))
				c.header.Set("Retry-After", now.Add(time.Duration(seconds)*time.Second).Format(http.TimeFormat))
			}
		})},
		{name: "westcon-thousand-orders-refused", does: "A thousand orders are too many.", ask: when(func(c *call) bool { return len(c.numbers()) >= 1000 }, withError(http.StatusRequestEntityTooLarge))},
		{name: "westcon-busy-gateway", does: "Every fifth request to the gateway is one too many.", may: "WST-AVL-01", ask: toGateway(busy(5, `{"statusCode":429,"message":"later"}`))},
		{name: "westcon-busy-authority", does: "Every third token request is one too many.", may: "WST-AVL-01", ask: toTokens(busy(3, `{"error":"temporarily_unavailable","error_description":"later"}`))},
	}
}

func anyLine(orderLine) bool { return true }

// noLines keeps a hook to answers that show no order, and takes their lines away.
func noLines(h hook) hook {
	return showing(func(c *call) {
		lines, _ := c.lines()
		if !slices.ContainsFunc(lines, func(l orderLine) bool { return l["lineStatusCode"] != notOwn }) {
			h(c)
		}
	})
}

// opaque gives tokens names, and takes the names for the tokens.
func opaque() (ask, answer hook) {
	names := map[string]string{}
	ask = toGateway(func(c *call) {
		if token, known := names[c.bearer()]; known && strings.HasPrefix(c.Header.Get("Authorization"), "Bearer ") {
			c.Header.Set("Authorization", "Bearer "+token)
		}
	})
	answer = when((*call).granted, object(func(m map[string]any) {
		token, _ := m["access_token"].(string)
		name := fmt.Sprintf("opaque-token-%04d", len(names))
		names[name], m["access_token"] = token, name
	}))
	return ask, answer
}
