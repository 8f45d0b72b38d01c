package catalogue

import (
	"errors"
	"net/http"

	"github.com/montcheck/montcheck/internal/endpoint"
	"github.com/montcheck/montcheck/internal/montcontent"
	"github.com/montcheck/montcheck/internal/run"
)

// unfinished returns an exchange that did not come to its end, where that may be the endpoint's doing and not the
// network's, nor a limit of montcheck's: it began to answer and stopped, or it hung up.
func unfinished(c *Call, err error) *endpoint.Unfinished {
	var u *endpoint.Unfinished
	if !errors.As(err, &u) || errors.As(err, new(endpoint.Beyond)) || c.ctx.Err() != nil {
		return nil
	}
	if errors.As(err, new(*endpoint.TimeLimit)) || errors.As(err, new(*endpoint.OwnMachine)) {
		return nil
	}
	if r := u.Answer.Exchange.Response; r != nil && r.Status == http.StatusSwitchingProtocols {
		return nil
	}
	return u
}

// askedAgain returns what came of a question on which the endpoint hung up: the next answer to it, or, where it hangs
// up on this question again and answers others, that. Else the error stays.
func (s *Session) askedAgain(c *Call, err error) (*Answer, error) {
	u := unfinished(c, err)
	if u == nil || u.Answer.Exchange.Response != nil {
		return nil, err
	}
	x := &u.Answer.Exchange
	send := func(operation, url string) (*endpoint.Answer, error) {
		return s.Target.Prepare(c.ctx, s.Target.Content,
			endpoint.Request{Operation: operation, URL: url, Login: c.login}).Send(c.ctx)
	}
	if u.Answer.Away == "" { // else it was tried for as long as there is patience
		if again, err := send(x.Operation, x.Request.URL); err == nil {
			return c.read(again, nil)
		}
	}
	if _, other := send(montcontent.TestConnection.Name,
		s.Target.Content.URL.String()+"/"+montcontent.TestConnection.FormOf(s.Target.Content.Forms)); other != nil {
		return nil, err
	}
	x.Response = &run.Response{Header: run.Header{}}
	return c.read(u.Answer, err)
}
