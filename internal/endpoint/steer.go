package endpoint

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

// longestSteer bounds an answer of the control door.
const longestSteer = 1 << 20

// Steer changes the endpoint through its control door (docs/control.md) and
// returns the answer, which is JSON. The error is the harness's.
func (t *Target) Steer(ctx context.Context, action string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return t.control(ctx, action,
		Request{Method: http.MethodPost, Header: http.Header{"Content-Type": {"application/json"}}, Body: string(text)})
}

// Inspect returns what the control door says of something that Steer changes,
// as JSON that Steer takes. The error is the harness's.
func (t *Target) Inspect(ctx context.Context, what string) (json.RawMessage, error) {
	return t.control(ctx, what, Request{Method: http.MethodGet})
}

func (t *Target) control(ctx context.Context, action string, q Request) ([]byte, error) {
	q.Operation, q.URL, q.Login = "control: "+action, t.Control.URL.String()+"/"+action, Anonymous
	a, err := t.Prepare(ctx, t.Control, q).Send(ctx)
	if err != nil {
		return nil, err
	}
	if a.Status() != http.StatusOK {
		return nil, fmt.Errorf("the control door refused %s %s with status %d: %.200s", action, q.Body, a.Status(),
			a.Exchange.Response.Body.Text)
	}
	r, err := a.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, longestSteer))
}
