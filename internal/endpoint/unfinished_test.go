package endpoint

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/montcheck/montcheck/internal/verdict"
)

// TestAnswersThatEndEarly are kept for the suites to judge, and say that the endpoint is there.
func TestAnswersThatEndEarly(t *testing.T) {
	for name, header := range map[string][2]string{"a length above the body": {"Content-Length", "100"},
		"no gzip": {"Content-Encoding", "gzip"}} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set(header[0], header[1])
			_, _ = w.Write([]byte("<a>half an answer"))
		}))
		target := newTarget(t, server.URL, short)
		for range DefaultLimits.Failures + 1 {
			ctx := verdict.With(t.Context(), verdict.NewState("spec", Content, nil, 1))
			_, err := target.Prepare(ctx, target.Content,
				Request{Operation: "GetAllVendors", URL: server.URL}).Send(ctx)
			var u *Unfinished
			if !errors.As(err, &u) || u.Answer.Status() != http.StatusOK ||
				!strings.Contains(err.Error(), "GetAllVendors") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if target.Gone() != nil {
			t.Errorf("%s: the endpoint is taken to be gone: %v", name, target.Gone())
		}
		server.Close()
	}
}

// TestNearPasswords differ from the right one, and are as secret as it.
func TestNearPasswords(t *testing.T) {
	for right, want := range map[string]int{"Secret-Пароль": 3, "12345678": 2, "x": 2, "": 0} {
		near := nearly(right)
		if len(near) != want {
			t.Errorf("%q has %d near passwords, want %d", right, len(near), want)
		}
		for login, password := range near {
			if password == right || password == "" {
				t.Errorf("the password of login %d is %q for %q", login, password, right)
			}
		}
	}
	target := newTarget(t, "http://127.0.0.1:1", short)
	if told := target.Redact("it was S3CRET-PASSWORD, or s3cret-passwor"); strings.Contains(strings.ToLower(told),
		"s3cret") {
		t.Errorf("a near password is told: %s", told)
	}
}
