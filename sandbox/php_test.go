package sandbox_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/montcheck/montcheck/sandbox"
	"github.com/montcheck/montcheck/sandbox/database"
	"github.com/montcheck/montcheck/sandbox/orders"
)

// longestName has the fifty characters that a form takes, in about twice as many bytes.
var longestName = strings.Repeat("Ёжиков ", 7) + "Я"

// TestPHP lets a shop in PHP, as partners of MONT have, order in the sandbox. testdata/php has the shop, for each
// version written from its documents.
func TestPHP(t *testing.T) {
	needPHP(t)
	t.Run("version 1", phpVersion1)
	t.Run("version 2", phpVersion2)
}

func needPHP(t *testing.T) {
	t.Helper()
	const install = "on Debian: apt-get install php-cli php-curl php-xml"
	if _, err := exec.LookPath("php"); err != nil {
		t.Skipf("%v; %s", err, install)
	}
	modules, err := exec.CommandContext(t.Context(), "php", "-m").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, needed := range []string{"curl", "json", "SimpleXML"} {
		if !slices.Contains(strings.Fields(string(modules)), needed) {
			t.Skipf("PHP lacks %s; %s", needed, install)
		}
	}
}

// phpStep is what the shop read at a step.
type phpStep struct {
	Step string
	Read any
}

// phpGoods are what the shop orders.
type phpGoods struct{ plain, licensed offer }

// runPHP lets a shop order, and returns its steps.
func runPHP(t *testing.T, s *shop, script, service string) (goods phpGoods, special orders.Scenarios, steps []phpStep) {
	t.Helper()
	special, err := s.sandbox.Scenarios(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	goods.plain = s.find(t, isPlain)
	goods.licensed = s.find(t, func(o offer) bool {
		return o.LicenseFormRequired && !o.Blocked && !o.renewal && o.ProductType == 1 && o.MinCountRequired <= 1
	})
	server := s.serve(t)
	settings, err := json.Marshal(map[string]string{
		"service": server.URL + service, "control": server.URL + sandbox.ControlPath,
		"login": sandbox.PartnerLogin, "password": sandbox.PartnerPassword,
		"plain": goods.plain.PartNum, "licensed": goods.licensed.PartNum, "longestName": longestName,
		"finishesLater": special.FinishesLater, "outOfStock": special.OutOfStock, "vendorError": special.VendorError,
	})
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "php", "-d", "display_errors=stderr", "-d", "error_reporting=-1",
		"testdata/php/"+script)
	command.Env = append(os.Environ(), "no_proxy=127.0.0.1")
	command.Stdin = bytes.NewReader(settings)
	var out, complaints bytes.Buffer
	command.Stdout, command.Stderr = &out, &complaints
	if err := command.Run(); err != nil || complaints.Len() > 0 {
		t.Fatalf("%v\n%s\n%s", err, &complaints, &out)
	}
	for line := range strings.Lines(out.String()) {
		var step phpStep
		if err := json.Unmarshal([]byte(line), &step); err != nil {
			t.Fatalf("%v in %s", err, line)
		}
		steps = append(steps, step)
	}
	return goods, special, steps
}

// object and list are JSON as encoding/json reads it.
type (
	object = map[string]any
	list   = []any
)

// texts are the members of each item, as a client's program has them.
func texts(items node) list {
	read := list{}
	for _, item := range items.Nodes {
		members := object{}
		for _, m := range item.Nodes {
			members[m.XMLName.Local] = m.Text
		}
		read = append(read, members)
	}
	return read
}

func compareSteps(t *testing.T, want, got []phpStep) {
	t.Helper()
	if len(want) != len(got) {
		t.Errorf("%d steps, want %d", len(got), len(want))
	}
	for i := range min(len(want), len(got)) {
		if diff := cmp.Diff(want[i], got[i]); diff != "" {
			t.Errorf("step %d, %s (- expected, + PHP): %s", i, want[i].Step, diff)
		}
	}
}

// balances are a partner's credits as the services print them, less what was spent in roubles.
func balances(t *testing.T, s *shop, spent int64) object {
	t.Helper()
	account := decode[struct {
		Balances []struct{ Currency, Credit string }
	}](t, s.send("", "GET", sandbox.ControlPath+"/balance", ""))
	read := object{}
	for _, b := range account.Balances {
		read[b.Currency] = b.Credit
		if b.Currency == "RUB" {
			left := cents(t, b.Credit) - spent
			read[b.Currency] = fmt.Sprintf("%d.%02d", left/100, left%100)
		}
	}
	return read
}

// price is what n of a product cost, in hundredths of a rouble.
func (s *shop) price(t *testing.T, partNum string, n int64) int64 {
	t.Helper()
	for _, o := range s.offers(t) {
		if o.PartNum == partNum && o.CurrencyCode == "RUB" {
			return n * cents(t, o.Price)
		}
	}
	t.Fatalf("%s is not sold for roubles", partNum)
	return 0
}

func phpVersion1(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sandbox.db")
	s := openShop(t, sandbox.Options{Data: file})
	goods, special, steps := runPHP(t, s, "ekey1.php", sandbox.EKeyPath)
	for i, step := range steps { // PHP's reading of DateOn
		if read, ok := step.Read.(object); ok && read["placed"] != nil {
			number, placed := read["OrderNum"].(string), read["placed"].(string)
			if on := parse(t, []byte(first(s.get("", number)))).at("DateOn").Text; !strings.HasPrefix(on, placed+"T") {
				t.Errorf("step %d: placed on %s, the order has %s", i, placed, on)
			}
			delete(read, "placed")
		}
	}
	order := func(number, partNum string, quantity int, status string) object {
		kept := parse(t, []byte(first(s.get("", number))))
		read := object{"http": 200.0, "OrderNum": number, "PartNum": partNum, "quantity": float64(quantity),
			"Keys": list{}, "Links": list{}, "Errors": object{}, "Status": status}
		if status == "Завершен успешно" {
			keys, links := texts(kept.at("Keys")), texts(kept.at("Links"))
			if len(keys) != quantity || len(links) == 0 {
				t.Errorf("%s has %d keys and %d links", number, len(keys), len(links))
			}
			read["Keys"], read["Links"] = keys, links
		}
		return read
	}
	refusal := func(code int, details string) object {
		return object{"http": 500.0, "refused": object{"ErrorCode": strconv.Itoa(code), "ErrorDetails": details}}
	}
	done := order("PHP-1", goods.plain.PartNum, 2, "Завершен успешно")
	failed := order("PHP-6", special.OutOfStock, 1, "Завершен с ошибкой")
	failed["Errors"] = object{"Code": "11", "Details": "Ключи для товара закончились на складе"}
	vendor := refusal(4, "Ошибка работы системы вендора.")
	for _, step := range steps {
		if step.Step == "vendor refuses" { // its words are the vendor's
			words, _ := step.Read.(object)["refused"].(object)["VendorDetails"].(string)
			if !strings.ContainsAny(words, "аеиоу") {
				t.Errorf("the vendor's reason is %q", words)
			}
			vendor["refused"].(object)["VendorDetails"] = words
		}
	}
	const later = "Заказ №7-1"
	full := balances(t, s, 0)
	full["blocked"] = "false"
	left := balances(t, s,
		s.price(t, goods.plain.PartNum, 2)+s.price(t, goods.licensed.PartNum, 3)+s.price(t, special.FinishesLater, 1))
	left["blocked"] = "false"
	compareSteps(t, []phpStep{
		{"balance before", full},
		{"done", done},
		{"done again", refusal(3, "Заказ с указанным номером уже существует в системе.")},
		{"done, found", done},
		{"person", order("PHP-2", goods.licensed.PartNum, 1, "Завершен успешно")},
		{"company", order("PHP-3", goods.licensed.PartNum, 1, "Завершен успешно")},
		{"company in references", order("PHP-4", goods.licensed.PartNum, 1, "Завершен успешно")},
		{"name too long", refusal(7, "Неверный формат данных.")},
		{"no form", refusal(9, "Необходимые данные о конечном пользователе не были переданы")},
		{"out of stock", failed},
		{"vendor refuses", vendor},
		{"unknown", refusal(2, "Нет заказа с таким номером.")},
		{"later", order(later, special.FinishesLater, 1, "В процессе")},
		{"later, polled", order(later, special.FinishesLater, 1, "В процессе")},
		{"later, polled", order(later, special.FinishesLater, 1, "Завершен успешно")},
		{"balance after", left},
	}, steps)

	// No answer of version 1 shows the form, so its values are sought where they are kept.
	forms := keptForms(t, file)
	for number, company := range map[string]bool{"PHP-2": false, "PHP-3": true, "PHP-4": true} {
		if len(forms[number]) == 0 || forms[number]["CustomerName"] != longestName {
			t.Errorf("the form of %s is kept as %q", number, forms[number])
		}
		for name, value := range forms[number] {
			if sent, ok := formValues[name]; ok && value != sent && (value != "" || company) {
				t.Errorf("%s: %s is kept as %q", number, name, value)
			}
		}
		if _, kept := forms[number]["CustomerOrganization"]; company && !kept {
			t.Errorf("the form of %s is kept as %q", number, forms[number])
		}
	}
}

// formValues are what the shop enters into license forms, in either version.
var formValues = map[string]string{
	"CustomerName": longestName, "CustomerOrganization": `ООО "Рога & <Копыта>" №1`, "CustomerCode": "123455667777",
	"Email": "ii@mail.ru",
	"Phone": "+7 495 123-45-67", "Fax": "654321", "Postcode": "123444", "City": "Орёл",
	"Street":     "ул. Пушкинская, 12 — кв. 12",
	"RegionCode": "77", "KasperskyPIN": "ПИН-1234", "IsLegalPerson": "true",
}

// keptForms are the license forms in a sandbox's file, by the order's number.
func keptForms(t *testing.T, file string) map[string]map[string]string {
	t.Helper()
	db, err := database.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	forms := map[string]map[string]string{}
	err = db.Read(t.Context(), func(c *database.Conn) error {
		return c.Query(func(r database.Row) error {
			var fields []orders.FieldValue
			if err := json.Unmarshal(r.Bytes(1), &fields); err != nil {
				return err
			}
			forms[r.Text(0)] = map[string]string{}
			for _, f := range fields {
				forms[r.Text(0)][f.Name] = f.Value
			}
			return nil
		}, "SELECT o.number, l.form FROM orders o JOIN lines l ON l.order_id = o.id WHERE l.form IS NOT NULL")
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return forms
}

func phpVersion2(t *testing.T) {
	s := openShop(t, sandbox.Options{})
	goods, special, steps := runPHP(t, s, "ekey2.php", sandbox.EKey2Path)

	prices := object{}
	for _, o := range s.offers(t) {
		price := object{"Price": o.Price, "CurrencyCode": o.CurrencyCode, "Blocked": o.Blocked, "MaxCountRequired": nil}
		if most, err := strconv.Atoi(o.MaxCountRequired); err == nil {
			price["MaxCountRequired"] = float64(most)
		}
		prices[o.PartNum] = price
	}
	titles := object{}
	body := "<GetUserInfoDescriptionFor><langCode>RU</langCode><partNums><string>" + text(goods.licensed.PartNum) +
		"</string></partNums></GetUserInfoDescriptionFor>"
	for _, d := range s.result(t, "", "POST", "GetUserInfoDescriptionFor", "", body).at("Data", "Descriptions").Nodes {
		titles[d.at("FieldName").Text] = d.at("FieldTitle").Text
	}
	form := object{}
	for name, value := range formValues {
		if titles[name] != nil {
			form[name] = value
		}
	}
	const number = "Корзина №8-2"
	kept := placed(t, s.getLines(t, "", number))
	amounts := []int64{s.price(t, goods.plain.PartNum, 2), s.price(t, goods.licensed.PartNum, 1),
		s.price(t, special.FinishesLater, 1)}
	order := func(status float64) object {
		lines := list{}
		for i, partNum := range []string{goods.plain.PartNum, goods.licensed.PartNum, special.FinishesLater} {
			quantity := []float64{2, 1, 1}[i]
			keys, links, files := texts(kept[i].at("Keys")), texts(kept[i].at("Links")), texts(kept[i].at("Files"))
			if len(keys) != int(quantity) || len(links) == 0 || i == 1 && len(files) == 0 {
				t.Errorf("line %d has %d keys, %d links, %d files", i+1, len(keys), len(links), len(files))
			}
			line := object{"OrderLineNum": fmt.Sprint(number, "-", i+1), "PartNum": partNum, "Quantity": quantity,
				"TotalSumm": float64(amounts[i]) / 100,
				"Currency":  "RUB", "OrderStatus": 3.0, "form": object{}, "Keys": keys, "Links": links, "Files": files,
				"subscriber": false, "ErrorCode": 0.0}
			if i == 1 {
				line["form"] = form
			}
			if i == 2 && status == 1 {
				line["OrderStatus"], line["Keys"], line["Links"], line["Files"] = 1.0, list{}, list{}, list{}
			}
			lines = append(lines, line)
		}
		return object{"ErrorCode": 0.0, "OrderNum": number, "OrderStatus": status, "lines": lines}
	}
	refusal := func(code float64, words string) object {
		return object{"ErrorCode": code, "error": words, "data": false}
	}
	compareSteps(t, []phpStep{
		{"prices", prices},
		{"limits before", balances(t, s, 0)},
		{"titles", titles},
		{"form", form},
		{"wrong in the form", list{}},
		{"wrong without a name", list{"CustomerName"}},
		{"wrong with a long name", list{"CustomerName"}},
		{"order", order(1)},
		{"order again", refusal(4, "Order with that number (order line) is already exists in the MONT system")},
		{"order, polled", order(1)},
		{"order, polled", order(3)},
		{"no form", refusal(12, "License form is not passed")},
		{"unknown", refusal(3, "Order not found")},
		{"limits after", balances(t, s, amounts[0]+amounts[1]+amounts[2])},
	}, steps)
}
