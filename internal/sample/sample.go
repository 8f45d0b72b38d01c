// Package sample builds Runs for the tests of the reports: one with every
// verdict, hostile ones, an empty and a stopped one.
package sample

import (
	"fmt"
	"strings"
	"time"

	"github.com/montcheck/montcheck/internal/run"
	"github.com/montcheck/montcheck/requirements"
)

var start = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// Base is where the sample's embedded sandbox was while the run lasted.
const Base = "http://127.0.0.1:40123"

// Products is an answer as WCF writes it, on one line, whose InstantDelivery
// stands after Price.
const Products = `<ProductListResponse ` +
	`xmlns="http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts.Responses" ` +
	`xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Error>false</Error><ErrorDetails i:nil="true" ` +
	`xmlns:a="http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts"/><ProductList ` +
	`xmlns:a="http://schemas.datacontract.org/2004/07/ContentServer.WebService.Version2.Contracts">` +
	`<a:ProductContract><a:BlockedForSale>false</a:BlockedForSale><a:CategoryIds ` +
	`xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays"><b:int>17</b:int></a:CategoryIds>` +
	`<a:CurrencyCode>RUB</a:CurrencyCode><a:DefaultName>Офисный пакет &lt;Про&gt;</a:DefaultName>` +
	`<a:FamilyGroupId>95</a:FamilyGroupId><a:FulfillmentType>2</a:FulfillmentType><a:Id>626</a:Id><a:ImageUrls ` +
	`xmlns:b="http://schemas.microsoft.com/2003/10/Serialization/Arrays"/><a:IsRenewal>false</a:IsRenewal>` +
	`<a:LicenseFormRequired>false</a:LicenseFormRequired><a:MaxCountRequired i:nil="true"/>` +
	`<a:MinCountRequired>0</a:MinCountRequired><a:OrderNum>5</a:OrderNum><a:PartNum>AAA-02880</a:PartNum>` +
	`<a:Price>4590.50</a:Price><a:InstantDelivery>true</a:InstantDelivery><a:Translations i:nil="true"/>` +
	`<a:UrlCoverImage i:nil="true"/><a:VendorId>1</a:VendorId></a:ProductContract></ProductList></ProductListResponse>`

// Full is a run against the embedded sandbox with every verdict.
func Full() *run.Run {
	r := &run.Run{
		Format: run.Format,
		ID:     "01KJQ8Z6T0SAMPLE0RUN00000A",
		Tool:   run.Tool{Version: "0.1.0", Go: "go1.26.8", Libxml2: "2.9.14"},
		Environment: run.Environment{
			Name:     "embedded",
			Kind:     "embedded",
			Services: map[string]string{"content": Base + "/Version2/Service/ContentServiceV2Xml.svc"},
			Sandbox:  &run.Sandbox{Products: 200, Seed: 7, Base: Base},
		},
		Modules:    []string{"content"},
		Seed:       42,
		Started:    start,
		Ended:      start.Add(12340 * time.Millisecond),
		Conclusion: run.NonConformant,
	}
	add(r, "transport", "MNT-TLS-01", requirements.Must, run.OutOfScope,
		"The service was reached on loopback, where plain HTTP is exempt.",
		"TLS with a valid certificate", "TLS с действительным сертификатом")
	add(r, "transport", "MNT-AUTH-01", requirements.Must, run.Pass, "", "A call without credentials is refused",
		"Вызов без учётных данных отклоняется")
	add(r, "transport", "MNT-AUTH-02", requirements.Must, run.Pass, "", "A wrong password is refused",
		"Неверный пароль отклоняется")
	add(r, "content", "CNT-ENV-01", requirements.Must, run.Pass, "", "Three members of every answer, in order",
		"Три обязательных элемента каждого ответа, по порядку")
	add(r, "content", "CNT-SCH-GetAllVendors", requirements.Must, run.Pass, "",
		"GetAllVendors validates against its schema", "Ответ GetAllVendors соответствует схеме")
	add(r, "content", "CNT-CAT-01", requirements.Must, run.Fail, "1 of 12 vendors differs.", "Categories of a vendor",
		"Категории вендора")
	add(r, "content", "CNT-PRD-06", requirements.Derived, run.Pass, "", "References and bounds of products hold",
		"Ссылки и границы значений продуктов верны")
	add(r, "content", "CNT-PRD-08", requirements.Derived, run.Fail, "InstantDelivery stands after Price.",
		"Member order of ProductContract", "Порядок элементов ProductContract")
	add(r, "content", "CNT-BAD-01", requirements.Advisory, run.Warn, "An unknown part number gave an HTML page.",
		"Clean answers to unknown arguments", "Корректные ответы на неизвестные аргументы")
	add(r, "content", "CNT-DELTA-04", requirements.Derived, run.Error, "The connection was reset.",
		"The delta at the current version is empty", "Изменения на текущей версии пусты")
	add(r, "content", "CNT-DELTA-10", requirements.Derived, run.NotExercised,
		"No change happened while the run watched.", "A change between two polls is in the second",
		"Изменение между двумя опросами видно во втором")

	products := exchange(r, "content products keep the order", 1, "GetAllProducts", "/GetAllProducts?withPrice=True",
		200, Products)
	finding(r, "CNT-PRD-08", run.Finding{
		Verdict:  run.Fail,
		Summary:  "InstantDelivery stands after Price, where a .NET client no longer looks for it.",
		Expected: "InstantDelivery between ImageUrls and IsRenewal",
		Got:      "InstantDelivery after Price",
		Explanation: "A DataContractSerializer reads members in ordinal order and only " +
			"forward: this one is read as false.",
		Exchange: &products,
		Place: &run.Place{Path: "/ProductListResponse/ProductList/ProductContract/InstantDelivery", Line: 1,
			Column: strings.Index(Products, "<a:InstantDelivery>") + 1,
			Offset: int64(strings.Index(Products, "<a:InstantDelivery>"))},
		More: 3,
	})
	vendor := exchange(r, "content categories of a vendor", 2, "GetVendorCategories", "/GetVendorCategories/3", 200,
		`<CategoryListResponse xmlns="urn:x"><Error>false</Error><CategoryList/></CategoryListResponse>`)
	finding(r, "CNT-CAT-01", run.Finding{
		Verdict: run.Fail, Summary: "GetVendorCategories(3) lacks a category that GetAllCategories gives to vendor 3.",
		Expected: "categories 4, 9, 17", Got: "categories 4, 9", Exchange: &vendor,
	})
	page := exchange(r, "content unknown arguments", 1, "GetProduct", "/GetProduct?partNum=%00&withPrice=True", 500,
		"<html><head><title>Request Error</title></head><body><p>at ContentServer.Get() line 12</p></body></html>")
	finding(r, "CNT-BAD-01",
		run.Finding{Verdict: run.Warn, Summary: "An unknown part number is answered with a page that shows internals.",
			Exchange: &page, Place: &run.Place{Offset: 60}})
	reset := exchange(r, "content delta at the current version", 1, "GetAllChanges",
		"/GetAllChanges?contentVersion=9&priceVersion=9", 0, "")
	finding(r, "CNT-DELTA-04",
		run.Finding{Verdict: run.Error, Summary: "No answer came: connection reset by peer.", Exchange: &reset})
	wrong := exchange(r, "transport wrong password", 1, "GetAllVendors", "/GetAllVendors", 401, "")
	if x, ok := r.Exchange(wrong); ok {
		x.Request.Credentials.Wrong = true
	}
	for i := range 40 {
		exchange(r, "spec of CNT-PRD-06", i+1, "GetProduct",
			fmt.Sprintf("/GetProduct?partNum=AAA-%05d&withPrice=True", i), 200, "<ProductResponse/>")
	}
	return r
}

// Large is Full with n more exchanges, each of a few kilobytes.
func Large(n int) *run.Run {
	r := Full()
	body := Products + strings.Repeat("<!-- filler -->", 100)
	for i := range n {
		exchange(r, "spec of CNT-ENV-01", i+1, "GetProduct",
			fmt.Sprintf("/GetProduct?partNum=BBB-%05d&withPrice=True", i), 200, body)
	}
	return r
}

// Hostile texts that an endpoint, or a file that says it is a Run, may hold.
const (
	Script = `"'><script>alert(1)</script><img src=x onerror=alert(2)>`
	Clear  = "\x1b[2J\x1b]0;owned\x07\u009b31m"
	Turn   = "\u202egnp.exe"
	CDATA  = "]]>"
)

// Hostile has every text of a Run hostile, and a body of a megabyte.
func Hostile() *run.Run {
	bad := Script + Clear + Turn + CDATA + "\xff\xfe `$(touch owned)` ${HOME} ';--\n\r\t\x00"
	r := Full()
	r.ID, r.Tool.Version, r.Environment.Name, r.Environment.Kind = bad, bad, bad, bad
	r.Environment.Services = map[string]string{"content": "javascript:alert(1)" + bad, bad: bad}
	r.LabelFilter = bad
	r.Modules = append(r.Modules, bad)
	r.Stopped = &run.Stopped{Reason: bad}
	for i := range r.Requirements {
		q := &r.Requirements[i]
		q.Reason = bad
		q.Title = requirements.Text{En: bad, Ru: bad}
		q.Statement = requirements.Text{En: bad, Ru: bad}
		q.Document, q.Section, q.Quote = bad, bad, bad
	}
	huge := strings.Repeat("<a>"+bad+"</a>", 1<<20/len(bad))
	for i := range r.Specs {
		s := &r.Specs[i]
		s.Text, s.Reason, s.Location = bad, bad, bad
		s.Notes = []string{bad}
		if i == 0 {
			s.Notes = append(s.Notes, huge)
		}
		for j := range s.Findings {
			f := &s.Findings[j]
			f.Summary, f.Expected, f.Got, f.Explanation = bad, huge, bad, bad
			f.Place = &run.Place{Path: bad, Line: -1, Offset: 1 << 19}
		}
	}
	for i := range r.Exchanges {
		x := &r.Exchanges[i]
		x.Operation, x.Error = bad, bad
		x.Request.URL += bad
		x.Request.Header = run.Header{"X-Bad": {bad}, bad: {bad}}
		x.Request.Body = bad
		x.Request.Credentials = &run.Credentials{Scheme: bad, Login: "$(touch owned)", Password: bad}
		if x.Response != nil {
			x.Response.Proto = bad
			x.Response.Header = run.Header{"Content-Type": {bad}, bad: {bad}}
			x.Response.Body = run.Body{Size: int64(len(huge))}
			x.Response.Body.Put([]byte(huge[:run.Inline]))
			x.Response.Body.Windows = []run.Window{{Offset: 1<<19 - 100, Text: huge[1<<19-100 : 1<<19+100]}}
		}
	}
	return r
}

// Empty is a run in which nothing was in scope.
func Empty() *run.Run {
	return &run.Run{Format: run.Format, ID: "01KJQ8Z6T0SAMPLE0RUN00000B", Started: start, Ended: start,
		Conclusion: run.Incomplete}
}

// Cut is a run that the network stopped before any spec was tried.
func Cut() *run.Run {
	r := Full()
	r.Specs, r.Exchanges = nil, nil
	for i := range r.Requirements {
		q := &r.Requirements[i]
		q.Verdict, q.Reason, q.Specs = run.NotExercised, "The run stopped before this was tried.", nil
	}
	r.Stopped = &run.Stopped{Reason: "content: dial tcp 127.0.0.1:40123: connection refused", Infrastructure: true}
	r.Conclusion = run.Incomplete
	return r
}

func add(r *run.Run, module, id string, level requirements.Level, v run.Verdict, reason, en, ru string) {
	spec := "spec of " + id
	r.Requirements = append(r.Requirements, run.RequirementResult{
		Requirement: requirements.Requirement{
			ID: id, Module: module, Level: level,
			Title: requirements.Text{En: en, Ru: ru},
			Statement: requirements.Text{En: en + ", for every documented method that the service offers to a partner.",
				Ru: ru + " — для каждого документированного метода, который сервис предоставляет партнёру."},
			Document: "D3", Section: "Доступные методы для работы в сервисе MONT Content",
			Quote: "Каждый ответ от сервера содержит обязательных 3 элемента:",
		},
		Verdict: v, Reason: reason, Specs: []string{spec},
	})
	r.Specs = append(r.Specs, run.Spec{
		ID: spec, Module: module, Text: "decides " + strings.ToLower(en), Requirements: []string{id},
		Verdict: v, Reason: reason, Started: start, Duration: 130 * time.Millisecond,
		Notes: []string{"12 vendors, 34 categories, 200 products"}, Location: "suites/content/sample.go:12",
	})
}

// finding gives the finding to the spec of its requirement.
func finding(r *run.Run, id string, f run.Finding) {
	f.Requirement = id
	s, _ := r.Spec("spec of " + id)
	s.Findings = append(s.Findings, f)
	if x, ok := r.Exchange(*f.Exchange); ok {
		x.Key.Spec = s.ID
		f.Exchange.Spec = s.ID
	}
}

func exchange(r *run.Run, spec string, ordinal int, operation, path string, status int, body string) run.Key {
	x := run.Exchange{
		Key: run.Key{Spec: spec, Ordinal: ordinal}, Module: "content", Operation: operation,
		Request: run.Request{
			Method: "GET", URL: Base + "/Version2/Service/ContentServiceV2Xml.svc" + path,
			Header: run.Header{"Accept": {"application/xml"}, "Authorization": {"[redacted]"},
				"User-Agent": {"montcheck/0.1.0"}},
			Credentials: &run.Credentials{Scheme: "Basic", Login: "MONT_LOGIN", Password: "MONT_PASSWORD"},
		},
		Started: start.Add(time.Duration(len(r.Exchanges)) * time.Millisecond),
		Timings: run.Timings{Connect: 300 * time.Microsecond, Send: 50 * time.Microsecond, Wait: 4 * time.Millisecond,
			Receive: 600 * time.Microsecond, Total: 4950 * time.Microsecond},
	}
	if status == 0 {
		x.Error = "read: connection reset by peer"
	} else {
		x.Response = &run.Response{Proto: "HTTP/1.1", Status: status,
			Header: run.Header{"Content-Type": {"application/xml; charset=utf-8"},
				"Date": {"Mon, 02 Mar 2026 09:30:01 GMT"}},
			Body: run.Body{Size: int64(len(body)), SHA256: "0f3c"}}
		x.Response.Body.Put([]byte(body))
	}
	r.Exchanges = append(r.Exchanges, x)
	return x.Key
}
