package catalogue

import (
	"errors"
	"net/http"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
)

// unfinished returns what came of an exchange that did not come to its end, where that is the endpoint's doing and not
// the network's, nor a limit of montcheck's: it began to answer and stopped, or it hangs up on this question, again and
// again, and answers others.
func (s *Session) unfinished(c *Call, err error) *endpoint.Answer {
	var u *endpoint.Unfinished
	if !errors.As(err, &u) || errors.As(err, new(endpoint.Beyond)) || c.ctx.Err() != nil {
		return nil
	}
	if errors.As(err, new(*endpoint.TimeLimit)) || errors.As(err, new(*endpoint.OwnMachine)) {
		return nil
	}
	x := &u.Answer.Exchange
	if x.Response != nil {
		if x.Response.Status == http.StatusSwitchingProtocols {
			return nil
		}
		return u.Answer
	}
	send := func(operation, url string) (*endpoint.Answer, error) {
		return s.Target.Prepare(c.ctx, s.Target.Content,
			endpoint.Request{Operation: operation, URL: url, Login: c.login}).Send(c.ctx)
	}
	if u.Answer.Away == "" { // else it was tried for as long as there is patience
		if again, err := send(x.Operation, x.Request.URL); err == nil {
			return again
		}
	}
	if _, err := send(montcontent.TestConnection.Name,
		s.Target.Content.URL.String()+"/"+montcontent.TestConnection.FormOf(s.Target.Content.Forms)); err != nil {
		return nil
	}
	x.Response = &run.Response{Header: run.Header{}}
	return u.Answer
}
