package sandbox_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/sandbox"
)

func TestEdgesOfEKey(t *testing.T) {
	s := openShop(t, sandbox.Options{Products: 60})
	for _, c := range []struct {
		verb, path string
		status     int
		contains   string
	}{
		{"GET", sandbox.EKeyPath, 200, "GET GetOrder(orderNum)"},
		{"GET", sandbox.EKey2Path + "/", 200, "POST CheckEndUserInfo()"},
		{"GET", sandbox.EKeyPath + "/AddOrder", 405, "Method not allowed."},
		{"GET", sandbox.EKey2Path + "/AddOrder", 405, "Method not allowed."},
		{"POST", sandbox.EKeyPath + "/GetOrder/1", 405, "Method not allowed."},
		{"POST", sandbox.EKey2Path + "/CheckLimits", 405, "Method not allowed."},
		{"GET", sandbox.EKeyPath + "/CancelOrder", 404, "Endpoint not found."},
		{"GET", sandbox.EKeyPath + "/CheckLimits", 404, "Endpoint not found."},
		{"GET", sandbox.EKey2Path + "/CheckMyBalance", 404, "Endpoint not found."},
		{"GET", sandbox.EKeyPath + "/GetOrder/1/2", 404, "Endpoint not found."},
		{"GET", sandbox.EKeyPath + "x/GetOrder/1", 404, "Endpoint not found."},
		{"GET", sandbox.EKeyPath + "/GetOrder", 500, "<ErrorCode>2</ErrorCode>"},
		{"GET", sandbox.EKeyPath + "/GetOrder?orderNum=1", 500, "<ErrorCode>2</ErrorCode>"},
		{"GET", sandbox.EKeyPath + "/GetOrder/%00%ff", 500, "<ErrorCode>2</ErrorCode>"},
		{"GET", sandbox.EKeyPath + "/GetOrder/" + strings.Repeat("9", 10000), 500, "<ErrorCode>2</ErrorCode>"},
		{"GET", sandbox.EKey2Path + "/GetOrder/1", 200, "<ErrorCode>3</ErrorCode>"},
		{"GET", sandbox.EKey2Path + "/GetPriceChanges/x", 400, "Request Error"},
		{"GET", sandbox.EKey2Path + "/GetPriceChanges", 200, "<ClearBeforeUpdate>true</ClearBeforeUpdate>"},
		{"GET", "/b2bSERVICE.svc/checkmybalance/", 200, "<CheckMyBalanceResponse>"},
	} {
		w := s.send("", c.verb, c.path, "")
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.contains) {
			t.Errorf("%s %.100s: %d %.300s", c.verb, c.path, w.Code, w.Body)
		}
	}
	for _, path := range []string{sandbox.EKeyPath, sandbox.EKeyPath + "/AddOrder", sandbox.EKeyPath + "/GetOrder/1",
		sandbox.EKey2Path + "/AddOrder",
		sandbox.EKey2Path + "/GetPriceChanges/0", sandbox.EKey2Path + "/nothing"} {
		for _, password := range []string{"", "wrong"} {
			r := httptest.NewRequest("POST", path, strings.NewReader(line("u", "x", 1, "")))
			if password != "" {
				r.SetBasicAuth(sandbox.PartnerLogin, password)
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			if w.Code != 401 || w.Header().Get("WWW-Authenticate") == "" || strings.Contains(w.Body.String(), "Order") {
				t.Errorf("%s with password %q: %d %s", path, password, w.Code, w.Body)
			}
		}
	}
}

func TestFileKeepsTheOrders(t *testing.T) {
	file := t.TempDir() + "/shop.db"
	var partNum, first1, first2 string
	check(t, file, func(s *shop) {
		partNum = s.find(t, isPlain).PartNum
		if status, body := s.add("", "1", partNum, 2, ""); status != 200 {
			t.Fatal(body)
		}
		placed(t, s.addLines(t, "", "2", row{"2-1", partNum, 1, ""}))
		first1, first2 = s.send("", "GET", sandbox.EKeyPath+"/GetOrder/1", "").Body.String(),
			s.send("", "GET", sandbox.EKey2Path+"/GetOrder/2", "").Body.String()
		first1 += s.send("", "GET", sandbox.EKeyPath+"/CheckMyBalance", "").Body.String()
		first2 += s.send("", "GET", sandbox.ControlPath+"/scenarios", "").Body.String()
	})
	check(t, file, func(s *shop) {
		if again := s.send("", "GET", sandbox.EKeyPath+"/GetOrder/1", "").Body.String() +
			s.send("", "GET", sandbox.EKeyPath+"/CheckMyBalance", "").Body.String(); again != first1 {
			t.Errorf("%s after %s", again, first1)
		}
		if again := s.send("", "GET", sandbox.EKey2Path+"/GetOrder/2", "").Body.String() +
			s.send("", "GET", sandbox.ControlPath+"/scenarios", "").Body.String(); again != first2 {
			t.Errorf("%s after %s", again, first2)
		}
		status, body := s.add("", "1", partNum, 2, "")
		refused(t, status, body, 3)
	})
}
