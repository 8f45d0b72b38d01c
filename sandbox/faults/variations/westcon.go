package variations

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/montcheck/montcheck/sandbox/faults/deviation"
	. "github.com/montcheck/montcheck/sandbox/faults/hook"
)

// westconForms are other answers that D2 and OAuth allow Westcon.
func westconForms() []deviation.Variation {
	return []deviation.Variation{
		{
			Name:   "westcon-members-in-another-order",
			Does:   "Members of JSON are in the order of the alphabet.",
			Answer: onJSON(Object(func(map[string]any) {})),
		},
		{
			Name: "westcon-blanks",
			Does: "JSON has blanks and line breaks between its parts.",
			Answer: onJSON(func(c *Call) {
				var b bytes.Buffer
				if json.Indent(&b, c.Body, " \r\n", "\t") == nil {
					c.Body = append(b.Bytes(), "\r\n"...)
				}
			}),
		},
		{
			Name: "westcon-escapes",
			Does: "JSON escapes letters that need it not.",
			Answer: onJSON(Do(
				Replace(
					"Invoiced",
					`\u0049nvoice\u0064`,
				),
				Replace("Bearer", `\u0042earer`),
				Replace("lineStatusCode", `line\u0053tatusCode`),
				Replace("/", `\/`),
			)),
		},
		{
			Name:   "westcon-charset",
			Does:   "JSON is served with a charset.",
			Answer: onJSON(Header("Content-Type", "application/json; charset=UTF-8")),
		},
		{
			Name:   "westcon-no-charset",
			Does:   "JSON is served without a charset.",
			Answer: onJSON(Header("Content-Type", "application/json")),
		},
		{
			Name:   "westcon-media-type-in-capitals",
			Does:   "JSON is served with a type in capitals.",
			Answer: onJSON(Header("Content-Type", `Application/JSON; Charset="utf-8"`)),
		},
		{
			Name: "westcon-headers-in-lower-case",
			Does: "Names of headers are in small letters.",
			Answer: func(c *Call) {
				for name, values := range c.Header {
					delete(c.Header, name)
					c.Header[strings.ToLower(name)] = values
				}
			},
		},
		{
			Name: "westcon-tokens-as-text",
			Does: "All members of a token's answer are texts.",
			Answer: IfGranted(Object(func(m map[string]any) {
				now := time.Now().Unix()
				m["expires_in"], m["ext_expires_in"] = fmt.Sprint(m["expires_in"]), fmt.Sprint(m["expires_in"])
				m["expires_on"], m["not_before"], m["resource"] = fmt.Sprint(now+3599), fmt.Sprint(now-300), "resource"
			})),
		},
		{
			Name:   "westcon-tokens-with-a-fraction",
			Does:   "A token's seconds are written with a fraction of nought.",
			Answer: IfGranted(Set("expires_in", json.Number("3599.0"))),
		},
		{
			Name: "westcon-tokens-in-short",
			Does: "A token's answer has nothing but what it needs.",
			Answer: IfGranted(Object(func(m map[string]any) {
				for name := range m {
					if !slices.Contains([]string{"token_type", "expires_in", "access_token"}, name) {
						delete(m, name)
					}
				}
			})),
		},
		{
			Name:   "westcon-tokens-with-more",
			Does:   "A token's answer has members of its own.",
			Answer: IfGranted(Set("refresh_in", 1799)),
		},
		{
			Name:   "westcon-token-type-in-lower-case",
			Does:   "The token_type is bearer in small letters, which is the same to OAuth.",
			May:    deviation.Since("The documents write Bearer.", "WST-TOK-01"),
			Answer: IfGranted(Set("token_type", "bearer")),
		},
		{
			Name: "westcon-opaque-tokens",
			Does: "Tokens are no JSON Web Tokens.",
			Open: deviation.Since("There is no signature that could be altered.", "WST-AUTH-04"),
			Both: opaque(),
		},
		{
			Name:   "westcon-token-refused-with-400",
			Does:   "All token requests are refused with status 400.",
			Answer: IfTokenRefused(Status(http.StatusBadRequest)),
		},
		{
			Name:   "westcon-token-refused-in-short",
			Does:   "The refusal of a token request has nothing but what it needs.",
			Answer: IfTokenRefused(Without("error_codes", "timestamp", "trace_id", "correlation_id", "error_uri")),
		},
		{
			Name:   "westcon-refusals-in-russian",
			Does:   "Descriptions of refusals are in Russian.",
			Answer: IfTokenRefused(Set("error_description", "Неверный секрет клиента")),
		},
		{
			Name: "westcon-further-states",
			Does: "Lines are in a state that D2 does not name.",
			Answer: InState(
				"OPN",
				func(l OrderLine) { l["lineStatusCode"], l["lineStatusDescription"] = "BCK", "Backordered" },
			),
		},
		{
			Name:   "westcon-descriptions-in-russian",
			Does:   "A description is in Russian.",
			Answer: InState("OPN", func(l OrderLine) { l["lineStatusDescription"] = "Открыт" }),
		},
		{
			Name:   "westcon-lines-in-another-order",
			Does:   "Lines are in the opposite order.",
			Answer: AllLines(func(_ *Call, lines []OrderLine) []OrderLine { slices.Reverse(lines); return lines }),
		},
		{
			Name: "westcon-no-parent-is-empty",
			Does: "Lines without a parent have it empty.",
			Answer: EachLine(func(l OrderLine) {
				if l["parentERPLine"] == NoLine {
					l["parentERPLine"] = ""
				}
			}),
		},
		{
			Name:   "westcon-no-dates",
			Does:   "No line has a date.",
			Answer: Do(SetMember("shipDate", ""), SetMember("statusDate", "")),
		},
		{
			Name:   "westcon-no-customer-lines",
			Does:   "No line has the partner's line number.",
			Answer: SetMember("customerLineNumber", ""),
		},
		{
			Name: "westcon-hidden-orders-empty",
			Does: "Of a hidden order nothing but its state is told.",
			Answer: HiddenLine(func(l OrderLine) {
				for name := range l {
					if name != "lineStatusCode" {
						l[name] = ""
					}
				}
			}),
		},
		{
			Name: "westcon-hidden-orders-padded",
			Does: "A hidden order has its number padded with zeros.",
			Answer: HiddenLine(func(l OrderLine) {
				if n, _ := l["eRPOrderNumber"].(string); n != "" {
					l["eRPOrderNumber"] = Zeroed(strings.TrimSpace(n))
				}
			}),
		},
		{
			Name: "westcon-hidden-orders-absent",
			Does: "A hidden order has no line at all.",
			Answer: IfLines(func(c *Call) {
				lines, _ := c.Lines()
				c.SetLines(
					slices.DeleteFunc(
						append([]OrderLine{}, lines...),
						func(l OrderLine) bool { return l["lineStatusCode"] == NotOwn },
					),
				)
			}),
		},
		{
			Name: "westcon-wrong-partner-sees-nothing",
			Does: "A wrong partnerKey finds no line.",
			Answer: ToGateway(
				IfStatus(
					http.StatusForbidden,
					Say(http.StatusOK, "application/json", `{"MT_OrderStatus_Response":[]}`),
				),
			),
		},
		{
			Name: "westcon-members-more",
			Does: "Lines have members that D2 does not show, as live answers do.",
			May:  deviation.Since(beyond, "WST-SCH-01"),
			Answer: LinesWhere(anyLine, func(l OrderLine) {
				l["CustomerLongPONumber"], l["price"] = "PO-2026/11", 1.5
				if l["lineStatusCode"] != NotOwn {
					l["estimatedDeliveryDate"], l["further"] = l["statusDate"], map[string]any{
						"of": []any{l["eRPOrderNumber"]},
					}
				}
			}),
		},
		{
			Name:   "westcon-count-beside-the-lines",
			Does:   "Beside the lines stands their count.",
			May:    deviation.Since(beyond, "WST-SCH-01"),
			Answer: IfLines(func(c *Call) { lines, _ := c.Lines(); Set("count", len(lines))(c) }),
		},
		{
			Name:   "westcon-member-twice-alike",
			Does:   "Lines have unitOfMeasure twice, with the same value.",
			May:    deviation.Since(beyond, "WST-SCH-01"),
			Answer: IfLines(Replace(`"unitOfMeasure":"EA"`, `"unitOfMeasure":"EA","unitOfMeasure":"EA"`)),
		},
		{
			Name:   "westcon-refusals-with-more",
			Does:   "Refusals have members of their own.",
			Answer: When(func(c *Call) bool { return c.Status >= 400 }, Set("activityId", "0f")),
		},
		{
			Name:   "westcon-no-lines-is-null",
			Does:   "Where there are no lines, null stands for them.",
			May:    deviation.Since(beyond, "WST-SCH-01"),
			Answer: noLines(Set("MT_OrderStatus_Response", nil)),
		},
		{
			Name:   "westcon-no-lines-is-a-text",
			Does:   "Where there are no lines, an empty text stands for them, as converters of XML write it.",
			May:    deviation.Since(beyond, "WST-SCH-01"),
			Answer: noLines(Set("MT_OrderStatus_Response", "")),
		},
		{
			Name:   "westcon-no-lines-is-nothing",
			Does:   "Where there are no lines, the object is empty.",
			May:    deviation.Since(beyond, "WST-SCH-01"),
			Answer: noLines(SetBody("{}")),
		},
		{
			Name: "westcon-keys-refused-in-escapes",
			Does: "The refusal of a subscription key is all escapes of JSON.",
			Answer: IfKeyRefused(func(c *Call) {
				escaped := ""
				for _, r := range "Access denied due to missing subscription key." {
					escaped += fmt.Sprintf(`\u%04X`, r)
				}
				c.Body = []byte(`{"\u0073tatus\u0043ode": 401, "message": "` + escaped + `"}`)
			}),
		},
		{
			Name:   "westcon-token-not-challenged",
			Does:   "A refused token is not challenged.",
			Answer: IfBearerRefused(DropHeader("WWW-Authenticate")),
		},
		{
			Name: "westcon-method-refused-with-405",
			Does: "Another method is refused with status 405.",
			Answer: ToGateway(
				When(
					func(c *Call) bool { return c.Request.Method == http.MethodGet },
					Do(WithError(http.StatusMethodNotAllowed), Header("Allow", http.MethodPost)),
				),
			),
		},
		{
			Name: "westcon-retry-after-as-date",
			Does: "Retry-After is a date.",
			Answer: ToGateway(IfStatus(http.StatusTooManyRequests, func(c *Call) {
				now := c.Host().Now().UTC()
				if seconds, err := strconv.Atoi(c.Header.Get("Retry-After")); err == nil {
					c.Header.Set("Date", now.Format(http.TimeFormat))
					c.Header.Set("Retry-After", now.Add(time.Duration(seconds)*time.Second).Format(http.TimeFormat))
				}
			})),
		},
		{
			Name: "westcon-thousand-orders-refused",
			Does: "A thousand orders are too many.",
			Ask:  ForMany(WithError(http.StatusRequestEntityTooLarge)),
		},
		{
			Name: "westcon-busy-gateway",
			Does: "Every fifth request to the gateway is one too many.",
			May:  deviation.Since(outage, "WST-AVL-01"),
			Ask:  ToGateway(busy(5, `{"statusCode":429,"message":"later"}`)),
		},
		{
			Name: "westcon-busy-authority",
			Does: "Every third token request is one too many.",
			May:  deviation.Since(outage, "WST-AVL-01"),
			Ask:  ToTokens(busy(3, `{"error":"temporarily_unavailable","error_description":"later"}`)),
		},
	}
}

// onJSON keeps a hook to answers of JSON.
func onJSON(h Hook) Hook {
	return When(func(c *Call) bool { return strings.Contains(c.Header.Get("Content-Type"), "json") }, h)
}

func anyLine(OrderLine) bool { return true }

// noLines keeps a hook to answers that show no order.
func noLines(h Hook) Hook {
	return IfLines(When(func(c *Call) bool {
		lines, _ := c.Lines()
		return !slices.ContainsFunc(lines, Shown)
	}, h))
}

// opaque gives tokens names, and takes the names for the tokens.
func opaque() Pair {
	names := map[string]string{}
	return Pair{
		Ask: ToGateway(func(c *Call) {
			token, known := names[c.Bearer()]
			if known && strings.HasPrefix(c.Request.Header.Get("Authorization"), "Bearer ") {
				c.Request.Header.Set("Authorization", "Bearer "+token)
			}
		}),
		Answer: IfGranted(Object(func(m map[string]any) {
			token, _ := m["access_token"].(string)
			name := fmt.Sprintf("opaque-token-%04d", len(names))
			names[name], m["access_token"] = token, name
		})),
	}
}

// busy answers every n-th of the calls with a 429.
func busy(n int, body string) Hook {
	return EveryNth(
		n,
		AnyCall,
		Do(Say(http.StatusTooManyRequests, "application/json", body), Header("Retry-After", "7")),
	)
}
