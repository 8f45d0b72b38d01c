package sandbox_test

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/montcheck/montcheck/sandbox"
)

// internals are what an answer must never show.
var internals = regexp.MustCompile(`(?i)goroutine|panic|\.go:|sqlite|stack|exception|/etc/|root:`)

func TestHostileBodies(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 300})
	plain := s.find(t, isPlain).PartNum
	const root = "TransactionOrderLine"
	good := line("h", plain, 1, "")
	in := func(before, after string) string { return strings.Replace(good, before, after, 1) }
	bomb := `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">` +
		`<!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;&lol2;">]>`
	wide := utf16.Encode([]rune(`<?xml version="1.0" encoding="utf-16"?>` + good))
	utf16Body := []byte{0xfe, 0xff}
	for _, u := range wide {
		utf16Body = append(utf16Body, byte(u>>8), byte(u))
	}
	for name, c := range map[string]struct {
		status int
		body   string
	}{
		"nothing":             {400, ""},
		"blanks":              {400, " \n"},
		"no XML":              {400, "OrderNum=h&PartNum=x"},
		"JSON":                {400, `{"OrderNum":"h"}`},
		"cut":                 {400, good[:len(good)-5]},
		"another root":        {400, strings.ReplaceAll(good, root, "Order")},
		"root in other case":  {400, strings.ReplaceAll(good, root, strings.ToLower(root))},
		"root in a namespace": {400, in("<"+root, "<"+root+` xmlns="http://tempuri.org/"`)},
		"SOAP": {400,
			`<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>` + good + `</s:Body></s:Envelope>`},
		"two roots":           {400, good + good},
		"text after the root": {400, good + "x"},
		"document type":       {400, "<!DOCTYPE " + root + ">" + good},
		"entity bomb":         {400, bomb + in(">h<", ">&lol3;<")},
		"external entity": {400,
			`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + in(">h<", ">&x;<")},
		"external parameter entity":  {400, `<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]>` + good},
		"entity that is not defined": {400, in(">h<", ">&nbsp;<")},
		"raw ampersand":              {400, in(">h<", ">a&b<")},
		"null by reference":          {400, in(">h<", ">&#0;<")},
		"control by reference":       {400, in(">h<", ">&#x1b;[31m<")},
		"raw null":                   {400, in(">h<", ">\x00<")},
		"raw escape":                 {400, in(">h<", ">\x1b[31m<")},
		"not UTF-8":                  {400, in(">h<", ">\xff\xfe<")},
		"surrogate in UTF-8":         {400, in(">h<", ">\xed\xa0\x80<")},
		"U+FFFE":                     {400, in(">h<", ">\ufffe<")},
		"windows-1251": {400,
			`<?xml version="1.0" encoding="windows-1251"?>` + in(">h<", ">\xc7\xe0\xea\xe0\xe7<")},
		"UTF-16":          {400, string(utf16Body)},
		"UTF-7":           {400, `<?xml version="1.0" encoding="utf-7"?>` + good},
		"XML 1.1":         {400, `<?xml version="1.1"?>` + good},
		"attribute twice": {400, in("<OrderNum", `<OrderNum a="1" a="2"`)},
		"deep nesting": {400,
			in("<quantity>", strings.Repeat("<a>", 100_000)+strings.Repeat("</a>", 100_000)+"<quantity>")},
		"unclosed nesting":           {400, strings.Repeat("<"+root+">", 20_000)},
		"many elements":              {400, in("<quantity>", strings.Repeat("<a/>", 150_000)+"<quantity>")},
		"two megabytes":              {413, in(">h<", ">"+strings.Repeat("x", 2<<20)+"<")},
		"two megabytes of blanks":    {413, good + strings.Repeat(" ", 2<<20)},
		"a megabyte in the number":   {400, in(">h<", ">"+strings.Repeat("x", 1<<20)+"<")},
		"a megabyte in the part":     {400, in(">"+plain+"<", ">"+strings.Repeat("ж", 1<<19)+"<")},
		"a megabyte in the quantity": {400, in(">1<", ">"+strings.Repeat("1", 1<<20)+"<")},
		"SQL in the part":            {500, in(">"+plain+"<", ">' OR 1=1 --<")},
		"markup in the part":         {500, in(">"+plain+"<", "><![CDATA[<script>alert(1)</script>]]><")},
		"new line in the number":     {500, in(">h<", ">a\nb<")},
		"element in the quantity":    {500, in(">1<", "><a/>1<")},
		"duplicate part":             {500, in("<quantity>", "<PartNum>x</PartNum><quantity>")},
		"other digits":               {500, in(">1<", ">١<")},
	} {
		t.Run(name, func(t *testing.T) {
			w := s.send("", "POST", sandbox.EKeyPath+"/AddOrder", c.body)
			if w.Code != c.status || internals.MatchString(w.Body.String()) || w.Body.Len() > 2000 ||
				strings.Contains(w.Body.String(), "<script") {
				t.Errorf("%d %.500s", w.Code, w.Body)
			}
			if c.status == 500 {
				parse(t, w.Body.Bytes())
			}
			// Version 2 reads with the same eyes.
			swapped := strings.ReplaceAll(c.body, root, "CheckEndUserInfo")
			w = s.send("", "POST", sandbox.EKey2Path+"/CheckEndUserInfo", swapped)
			if want := c.status; w.Code != want && c.status != 500 || w.Code == 500 ||
				internals.MatchString(w.Body.String()) {
				t.Errorf("version 2: %d %.500s", w.Code, w.Body)
			}
		})
	}
	if spent := s.spent(t, sandbox.PartnerLogin); spent != 0 {
		t.Errorf("hostile orders cost %d", spent)
	}
	status, body := s.get("", "h")
	refused(t, status, body, 2)
	if status, body := s.add("", "h", plain, 1, ""); status != 200 {
		t.Errorf("the number is gone: %s", body)
	}
}

func TestContentTypesOfRequests(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 300})
	plain := s.find(t, isPlain).PartNum
	for contentType, status := range map[string]int{
		"": 200, "application/xml": 200, "text/xml": 200, "TEXT/XML; Charset=UTF-8": 200,
		`application/xml; charset="utf-8"`: 200, "application/soap+xml": 200,
		"text/xml; charset=windows-1251": 400, "application/json": 400, "application/x-www-form-urlencoded": 400,
		"text/plain": 400, ";": 400, "xml": 400,
	} {
		r := httptest.NewRequest("POST", sandbox.EKeyPath+"/AddOrder",
			strings.NewReader(line("t"+contentType, plain, 1, "")))
		r.Header.Set("Content-Type", contentType)
		r.SetBasicAuth(sandbox.PartnerLogin, sandbox.PartnerPassword)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%q: %d %s", contentType, w.Code, w.Body)
		}
	}
}

// TestTextIsKeptAsText orders with texts that are markup to someone, and reads them back.
func TestTextIsKeptAsText(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	licensed := s.find(t, func(o offer) bool {
		return o.LicenseFormRequired && !o.Blocked && o.ProductType == 1 && o.MinCountRequired <= 1 &&
			o.FulfillmentType == 2
	})
	described := s.result(t, "", "POST", "GetUserInfoDescriptionFor", "",
		"<GetUserInfoDescriptionFor><partNums><string>"+text(licensed.PartNum)+
			"</string></partNums></GetUserInfoDescriptionFor>").at("Data", "Descriptions").Nodes
	for i, hostile := range []string{`<script>alert("1")</script>`, `"><img src=x onerror=1>`, "]]>", "&lt;b&gt;",
		"' OR 1=1; --", "%s%n{{.}}${x}", "\u202eabc", "=cmd|' /C calc'!A0", "𝄞😀"} {
		values := fill(t, described, licensed.PartNum)
		values["CustomerName"] = hostile
		number := "<i>" + hostile + "</i>"
		result := s.addLines(t, "", number, row{fmt.Sprint(i, "\"<&>"), licensed.PartNum, 1, form(values)})
		if code := result.at("ErrorCode").Text; code != "0" {
			t.Fatalf("%q: %s %s", hostile, code, result.at("Errors", "string").Text)
		}
		again := s.getLines(t, "", number)
		if again.at("Data", "OrderNum").Text != number ||
			again.at("Data", "OrderLines", "OrderLineContract", "OrderLineNum").Text != fmt.Sprint(i, "\"<&>") {
			t.Errorf("%q: %+v", number, again)
		}
		found := false
		for _, f := range again.at("Data", "OrderLines", "OrderLineContract", "EndUserInfo", "Fields").Nodes {
			found = found || f.at("FieldName").Text == "CustomerName" && f.at("FieldValue").Text == hostile
		}
		if !found {
			t.Errorf("%q was not kept: %+v", hostile, again)
		}
	}
}

// FuzzAddOrder looks for a body that upsets a service: another status, internals, a log entry.
func FuzzAddOrder(f *testing.F) {
	s := &shop{log: new(bytes.Buffer)}
	made, err := sandbox.New(f.Context(), sandbox.Options{Products: 30})
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { _ = made.Close() })
	s.Handler, s.sandbox = made.Handler(), made
	f.Add(line("1", "x", 1, person))
	f.Add(lines("1", row{"1-1", "x", 1, "<EndUserInfo><Fields><EndUserInfoFieldContract/></Fields></" +
		"EndUserInfo><MontSubscriberId/>"}))
	f.Add("<CheckEndUserInfo><endUserInfo><Fields/></endUserInfo></CheckEndUserInfo>")
	f.Fuzz(func(t *testing.T, body string) {
		for _, path := range []string{sandbox.EKeyPath + "/AddOrder", sandbox.EKey2Path + "/AddOrder",
			sandbox.EKey2Path + "/CheckEndUserInfo"} {
			w := s.send("", "POST", path, body)
			ok := w.Code == 200 || w.Code == 400 || w.Code == 413
			if w.Code == 500 {
				ok = strings.HasPrefix(w.Body.String(), "<BusinessError>") &&
					!strings.Contains(w.Body.String(), "<ErrorCode>1<")
			}
			if !ok || strings.Contains(w.Body.String(), "<ErrorCode>101<") {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}
