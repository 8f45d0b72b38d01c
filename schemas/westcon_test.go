package schemas_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/requirements"
	"github.com/montcheck/montcheck/schemas"
)

// Documents made after those that D2 prints, each with its schema.
var westconGolden = map[string]*schemas.JSONSchema{
	"token.json":                schemas.WestconToken,
	"token-as-text.json":        schemas.WestconToken,
	"token-error.json":          schemas.WestconTokenError,
	"gateway-error.json":        schemas.WestconGatewayError,
	"order-status-request.json": schemas.WestconOrderStatusRequest,
	"order-status.json":         schemas.WestconOrderStatus,
	"order-status-empty.json":   schemas.WestconOrderStatus,
}

const westconFolder = "testdata/golden/westcon"

func readGolden(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(path.Join(westconFolder, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func validateJSON(t *testing.T, s *schemas.JSONSchema, document string) schemas.Report {
	t.Helper()
	report, err := s.Validate(strings.NewReader(document))
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func TestGoldenDocumentsOfWestcon(t *testing.T) {
	entries, err := os.ReadDir(westconFolder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(westconGolden) {
		t.Errorf("%d files, and schemas for %d", len(entries), len(westconGolden))
	}
	for file, schema := range westconGolden {
		if report := validateJSON(t, schema, readGolden(t, file)); !report.Valid() {
			t.Errorf("%s: %+v", file, report.Problems)
		}
	}
}

// Each deviation is refused for its own reason, at its own place.
func TestDeviationsOfWestcon(t *testing.T) {
	const lines = "/MT_OrderStatus_Response"
	for _, d := range []struct {
		name, file, old, new    string
		kind                    schemas.Kind
		path, requirement, says string
		at                      string // where the problem is; "" for the first byte of new
		more                    int    // problems after the first
	}{
		{name: "another token type", file: "token.json", old: `"Bearer"`, new: `"MAC"`, kind: "value",
			path: "/token_type", requirement: "WST-TOK-01", says: "not Bearer", at: `"token_type"`},
		{name: "no token", file: "token.json", old: `, "access_token": "`, new: `, "token": "`, kind: "missing",
			path: "/", requirement: "WST-TOK-01", says: `no member "access_token"`, at: "{"},
		{name: "an empty token", file: "token.json",
			old: `"access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJzdWIiOiJzYW1wbGUifQ.c2lnbmF0dXJl"`,
			new: `"access_token": ""`, kind: "value", path: "/access_token", requirement: "WST-TOK-01",
			says: "a header can carry"},
		{name: "a token with a blank", file: "token.json", old: `"eyJ0`, new: `"eyJ0 `, kind: "value",
			path: "/access_token", requirement: "WST-TOK-01", says: "a header can carry", at: `"access_token"`},
		{name: "expires_in in words", file: "token.json", old: `"expires_in": 3599`, new: `"expires_in": "an hour"`,
			kind: "value", path: "/expires_in", requirement: "WST-TOK-01", says: "above zero"},
		{name: "expires_in of zero", file: "token-as-text.json", old: `"expires_in":"3599"`, new: `"expires_in":"0"`,
			kind: "value", path: "/expires_in", requirement: "WST-TOK-01", says: "above zero"},
		{name: "expires_in below zero", file: "token.json", old: `"expires_in": 3599`, new: `"expires_in": -1`,
			kind: "value", path: "/expires_in", requirement: "WST-TOK-01", says: "above zero"},
		{name: "expires_in with a fraction", file: "token.json", old: `"expires_in": 3599`, new: `"expires_in": 3599.5`,
			kind: "value", path: "/expires_in", requirement: "WST-TOK-01", says: "above zero"},
		{name: "expires_in null", file: "token.json", old: `"expires_in": 3599`, new: `"expires_in": null`,
			kind: "value", path: "/expires_in", requirement: "WST-TOK-01", says: "above zero"},
		{name: "an error without a description", file: "token-error.json", old: `"error_description"`,
			new: `"description"`, kind: "missing", path: "/", requirement: "WST-TOK-02",
			says: "error_description", at: "{"},
		{name: "an error that is an object", file: "token-error.json", old: `"error": "invalid_client"`,
			new: `"error": {"code": "invalid_client"}`, kind: "value", path: "/error", requirement: "WST-TOK-02",
			says: "an object, not a text"},
		{name: "a token in a refusal", file: "token-error.json", old: `"error_uri": "`, new: `"access_token": "`,
			kind: "unknown", path: "/access_token", requirement: "WST-TOK-02", says: "should not be here"},
		{name: "a status in words", file: "gateway-error.json", old: `"statusCode": 401`, new: `"statusCode": "401"`,
			kind: "value", path: "/statusCode", requirement: "WST-ERR-01", says: "a text, not a whole number"},
		{name: "a status of success", file: "gateway-error.json", old: `"statusCode": 401`, new: `"statusCode": 200`,
			kind: "value", path: "/statusCode", requirement: "WST-ERR-01", says: "400 to 599"},
		{name: "no message", file: "gateway-error.json", old: `"message"`, new: `"error"`, kind: "missing", path: "/",
			requirement: "WST-ERR-01", says: "message", at: "{"},
		{name: "a request without its wrapper", file: "order-status-request.json", old: `"mT_OrderStatus_API_REQ"`,
			new: `"MT_OrderStatus_API_REQ"`, kind: "missing", path: "/", requirement: "WST-REQ-01",
			says: "mT_OrderStatus_API_REQ", at: "{", more: 1},
		{name: "orderType in lower case", file: "order-status-request.json", old: `"orderType": "W"`,
			new: `"orderType": "w"`, kind: "value", path: "/mT_OrderStatus_API_REQ/orderType",
			requirement: "WST-REQ-01", says: "W or C"},
		{name: "a request for nothing", file: "order-status-request.json", old: `"order": ["6104074", "6104079"]`,
			new: `"order": []`, kind: "value", path: "/mT_OrderStatus_API_REQ/order", requirement: "WST-REQ-01",
			says: "anything but empty"},
		{name: "an order as a number", file: "order-status-request.json", old: `"6104074"`, new: `6104074`,
			kind: "value", path: "/mT_OrderStatus_API_REQ/order/0", requirement: "WST-REQ-01",
			says: "item 1 is a number, not a text"},

		{name: "the root in other letters", file: "order-status-empty.json", old: `"MT_OrderStatus_Response"`,
			new: `"mT_OrderStatus_Response"`, kind: "missing", path: "/", requirement: "WST-SCH-01",
			says: `no member "MT_OrderStatus_Response"`, at: "{", more: 1},
		{name: "a single line without its array", file: "order-status-empty.json", old: `[]`, new: `{}`, kind: "value",
			path: lines, requirement: "WST-SCH-01", says: "an object, not an array", at: `"MT_`},
		{name: "a member missing", file: "order-status.json", old: `"unitOfMeasure": "EA",`, new: ``, kind: "missing",
			path: lines + "/0", requirement: "WST-SCH-01", says: "item 1 has no member", at: "{\n      \"eRP"},
		{name: "a member in other letters", file: "order-status.json", old: `"eRPOrderNumber": "0006104074"`,
			new: `"eRPOrderNumber": "0006104074", "erpordernumber": ""`, kind: "unknown",
			path: lines + "/0/erpordernumber", requirement: "WST-SCH-01", says: `it has "eRPOrderNumber"`,
			at: `"erpordernumber"`},
		{name: "a quantity as a number", file: "order-status.json", old: `"lineQuantity": "         2.000"`,
			new: `"lineQuantity": 2.000`, kind: "value", path: lines + "/0/lineQuantity", requirement: "WST-SCH-01",
			says: "a number, not a text"},
		{name: "null for an empty text", file: "order-status.json", old: `"billingDocument": ""`,
			new: `"billingDocument": null`, kind: "value", path: lines + "/1/billingDocument",
			requirement: "WST-SCH-01", says: "null, not a text"},
		{name: "a quantity with a comma", file: "order-status.json", old: `"lineQuantity": "         2.000"`,
			new: `"lineQuantity": "         2,000"`, kind: "value", path: lines + "/0/lineQuantity",
			requirement: "WST-ORD-09", says: "three decimals"},
		{name: "a quantity with two decimals", file: "order-status.json", old: `"lineQuantity": "         2.000"`,
			new: `"lineQuantity": "          2.00"`, kind: "value", path: lines + "/0/lineQuantity",
			requirement: "WST-ORD-09", says: "three decimals"},
		{name: "a quantity without blanks", file: "order-status.json", old: `"lineQuantity": "         2.000"`,
			new: `"lineQuantity": "2.000"`, kind: "value", path: lines + "/0/lineQuantity", requirement: "WST-ORD-09",
			says: "padded"},
		{name: "a quantity padded with zeros", file: "order-status.json", old: `"lineQuantity": "         2.000"`,
			new: `"lineQuantity": " 00000002.000 "`, kind: "value", path: lines + "/0/lineQuantity",
			requirement: "WST-ORD-09", says: "padded"},
		{name: "a date with points", file: "order-status.json", old: `"statusDate": "20261118"`,
			new: `"statusDate": "18.11.2026"`, kind: "value", path: lines + "/0/statusDate", requirement: "WST-ORD-04",
			says: "yyyymmdd"},
		{name: "a date of zeros", file: "order-status.json", old: `"shipDate": "20261117"`,
			new: `"shipDate": "00000000"`, kind: "value", path: lines + "/0/shipDate", requirement: "WST-ORD-04",
			says: "yyyymmdd"},
		{name: "a day that the calendar lacks", file: "order-status.json", old: `"shipDate": "20261117"`,
			new: `"shipDate": "20260230"`, kind: "value", path: lines + "/0/shipDate", requirement: "WST-ORD-04",
			says: "no such day"},
		{name: "an order number without zeros", file: "order-status.json", old: `"0006104074"`, new: `"6104074"`,
			kind: "value", path: lines + "/0/eRPOrderNumber", requirement: "WST-ORD-12", says: "ten digits",
			at: `"eRPOrderNumber"`},
		{name: "a line number of two digits", file: "order-status.json", old: `"eRPOrderLineNumber": "000010"`,
			new: `"eRPOrderLineNumber": "10"`, kind: "value", path: lines + "/0/eRPOrderLineNumber",
			requirement: "WST-ORD-10", says: "six digits"},
		{name: "a parent of two digits", file: "order-status.json", old: `"parentERPLine": "000010"`,
			new: `"parentERPLine": "10"`, kind: "value", path: lines + "/1/parentERPLine", requirement: "WST-ORD-11",
			says: "number of the line"},
		{name: "no status", file: "order-status.json", old: `"lineStatusCode": "INV"`, new: `"lineStatusCode": ""`,
			kind: "value", path: lines + "/0/lineStatusCode", requirement: "WST-ORD-05", says: "anything but empty"},

		{name: "a member twice", file: "order-status.json", old: `"unitOfMeasure": "EA",`,
			new: `"unitOfMeasure": "EA", "unitOfMeasure": "ST",`, kind: "duplicate", path: lines + "/0/unitOfMeasure",
			requirement: "WST-SCH-01", says: "twice", at: `"unitOfMeasure": "ST"`},
		{name: "bytes that are no text", file: "order-status.json", old: "Invoiced", new: "\xff", kind: "encoding",
			path: "/", requirement: "WST-SCH-01", says: "not UTF-8"},
		{name: "cut short", file: "order-status-empty.json", old: "] }\n", new: "", kind: "not-well-formed", path: "/",
			requirement: "WST-SCH-01", says: "not JSON"},
		{name: "a page of HTML", file: "token.json", old: "{", new: "<html>{", kind: "not-well-formed", path: "/",
			requirement: "WST-TOK-01", says: "not JSON"},
		{name: "two documents", file: "order-status-empty.json", old: "}\n", new: "}\n{}", kind: "not-well-formed",
			path: "/", requirement: "WST-SCH-01", says: "follows", at: "\n{}"},
		{name: "a member in other letters alone", file: "order-status.json", old: `"unitOfMeasure": "EA"`,
			new: `"UnitOfMeasure": "EA"`, kind: "missing", path: lines + "/0", requirement: "WST-SCH-01",
			says: `no member "unitOfMeasure"`, at: "{\n      \"eRPOrderNumber\": \"0006104074\"", more: 1},
	} {
		t.Run(d.name, func(t *testing.T) {
			before := readGolden(t, d.file)
			if !strings.Contains(before, d.old) {
				t.Fatalf("%s does not hold %q", d.file, d.old)
			}
			document := strings.Replace(before, d.old, d.new, 1)
			report := validateJSON(t, westconGolden[d.file], document)
			if report.Valid() || len(report.Problems) != 1+d.more {
				t.Fatalf("%d problems expected: %+v", 1+d.more, report.Problems)
			}
			p := report.Problems[0]
			if p.Kind != d.kind || p.Path != d.path || p.Requirement != d.requirement ||
				!strings.Contains(p.Message, d.says) {
				t.Errorf("%s at %s breaks %s: %s; expected %s at %s breaking %s, saying %q", p.Kind, p.Path,
					p.Requirement, p.Message, d.kind, d.path, d.requirement, d.says)
			}
			at := d.at
			if at == "" {
				at = d.new
			}
			if p.Kind == "not-well-formed" {
				return // where the reader noticed is its own affair
			}
			offset := strings.Index(document, at)
			if p.Offset != int64(offset) || p.Line != 1+strings.Count(document[:offset], "\n") {
				t.Errorf("offset %d in line %d, expected %d", p.Offset, p.Line, offset)
			}
		})
	}
}

// Forms that mean the same raise no alarm.
func TestBenignFormsOfWestcon(t *testing.T) {
	replace := func(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }
	for name, change := range map[string]func(string) string{
		"one line":        func(s string) string { return regexp.MustCompile(`\n\s*`).ReplaceAllString(s, "") },
		"escaped letters": replace(`"Invoiced"`, `"\u0049nvoiced"`),
		"members in reverse": replace(`"statusDate": "20261118",`, ``, `"billingDocument": "0090311207",`,
			`"billingDocument": "0090311207", "statusDate": "20261118",`),
		"another status":        replace("SHI", "OPN", "Shipped", "Open"),
		"Cyrillic descriptions": replace("Invoiced", "Выставлен счёт"),
		"a large quantity":      replace(`"         2.000"`, `"1234567890.000"`),
		"no parent":             replace(`"parentERPLine": "000000"`, `"parentERPLine": ""`),
		"tabs":                  replace("  ", "\t"),
	} {
		before := readGolden(t, "order-status.json")
		after := change(before)
		if name == "tabs" {
			after = strings.ReplaceAll(before, "\n      ", "\n\t")
		}
		if before == after {
			t.Errorf("%s: the change changes nothing", name)
		}
		if report := validateJSON(t, schemas.WestconOrderStatus, after); !report.Valid() {
			t.Errorf("%s: %+v", name, report.Problems)
		}
	}
}

// A hostile body costs little and is refused.
func TestHostileJSON(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		kind schemas.Kind
	}{
		"deep":              {strings.Repeat("[", 1_000_000), "limit"},
		"deep, in objects":  {strings.Repeat(`{"a":`, 1_000_000), "limit"},
		"long":              {`{"a":"` + strings.Repeat("x", 17<<20) + `"}`, "limit"},
		"a huge exponent":   {`{"statusCode":1e999999999,"message":"x"}`, "limit"},
		"a long number":     {`{"statusCode":` + strings.Repeat("9", 1_000_000) + `,"message":"x"}`, "limit"},
		"empty":             {``, "not-well-formed"},
		"a NUL":             {"{\x00}", "not-well-formed"},
		"a byte order mark": {"\ufeff{}", "encoding"},
		"half a surrogate":  {`{"statusCode":401,"message":"\ud800"}`, "not-well-formed"},
		"a comment":         {`{"statusCode":401,/* */"message":"x"}`, "not-well-formed"},
		"a trailing comma":  {`{"statusCode":401,"message":"x",}`, "not-well-formed"},
		"NaN":               {`{"statusCode":NaN,"message":"x"}`, "not-well-formed"},
	} {
		report := validateJSON(t, schemas.WestconGatewayError, c.body)
		if report.Valid() || len(report.Problems) != 1 || report.Problems[0].Kind != c.kind {
			t.Errorf("%s: %d problems, %.300v", name, len(report.Problems), report.Problems)
		}
	}
	var many strings.Builder
	many.WriteString(`{"MT_OrderStatus_Response":[`)
	for range 50_000 {
		many.WriteString("\"\\u001b[2J\x1f\",")
	}
	report := validateJSON(t, schemas.WestconOrderStatus, strings.ReplaceAll(many.String(), "\x1f", "")+"1]}")
	if len(report.Problems) != 100 || !report.Truncated {
		t.Errorf("%d problems, truncated: %v", len(report.Problems), report.Truncated)
	}
	for _, p := range report.Problems {
		if strings.ContainsAny(p.Message+p.Got+p.Path, "\x1b\x1f") {
			t.Errorf("control characters in %+v", p)
		}
	}
}

var notedInJSON = regexp.MustCompile(`"x-requirement": "([^"]*)"`)

func TestNamedRequirementsOfWestconExist(t *testing.T) {
	named := 0
	for file, schema := range westconGolden {
		report := validateJSON(t, schema, "")
		for _, p := range report.Problems {
			if _, known := requirements.ByID(p.Requirement); !known {
				t.Errorf("%s: the requirement %q is not in the catalogue", file, p.Requirement)
			}
		}
		content, err := schemas.FS().Open(schema.File())
		if err != nil {
			t.Fatal(err)
		}
		content.Close()
	}
	text, err := os.ReadFile("westcon/order-status.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, found := range notedInJSON.FindAllStringSubmatch(string(text), -1) {
		named++
		if _, known := requirements.ByID(found[1]); !known {
			t.Errorf("the requirement %q is not in the catalogue", found[1])
		}
	}
	if named < 6 {
		t.Errorf("the schema names %d requirements only", named)
	}
}

// What every JSON reader passes over is no problem, and is told once for each sort of it.
func TestPassedOverInJSON(t *testing.T) {
	whole := readGolden(t, "order-status.json")
	for _, c := range []struct{ name, document, says string }{
		{"a member of each line",
			strings.ReplaceAll(whole, `"unitOfMeasure"`, `"CustomerLongPONumber": "PO 1", "unitOfMeasure"`),
			"/MT_OrderStatus_Response/0/CustomerLongPONumber"},
		{"a member beside the lines", strings.Replace(whole, "{", `{ "count": 3,`, 1), "/count"},
		{"a member in other letters that says the same",
			strings.ReplaceAll(whole, `"unitOfMeasure": "EA"`, `"unitOfMeasure": "EA", "UnitOfMeasure": "EA"`),
			"/MT_OrderStatus_Response/0/UnitOfMeasure"},
		{"a member twice that says the same",
			strings.ReplaceAll(whole, `"unitOfMeasure": "EA"`, `"unitOfMeasure": "EA", "unitOfMeasure": "\u0045A"`),
			"/MT_OrderStatus_Response/0/unitOfMeasure"},
	} {
		report := validateJSON(t, schemas.WestconOrderStatus, c.document)
		if !report.Valid() || len(report.Tolerated) != 1 || report.Tolerated[0].Path != c.says {
			t.Errorf("%s: %+v; tolerated %+v", c.name, report.Problems, report.Tolerated)
		}
	}
}
