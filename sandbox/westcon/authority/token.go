package authority

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
	"github.com/lestrrat-go/jwx/v3/jwt"
)

// early is how much before its issue a token counts from, so that a clock that is slow takes it.
const early = 5 * time.Minute

// keys are what tokens are signed with, and what anyone may check them by.
type keys struct {
	private jwk.Key
	public  jwk.Set
}

// newKeys makes keys once, when they are first asked for: that takes a while.
func newKeys() func() (*keys, error) {
	return sync.OnceValues(func() (*keys, error) {
		raw, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		private, err := jwk.Import(raw)
		if err != nil {
			return nil, err
		}
		err = errors.Join(jwk.AssignKeyID(private), private.Set(jwk.AlgorithmKey, jwa.RS256()),
			private.Set(jwk.KeyUsageKey, jwk.ForSignature))
		if err != nil {
			return nil, err
		}
		public, err := private.PublicKey()
		if err != nil {
			return nil, err
		}
		set := jwk.NewSet()
		return &keys{private, set}, set.AddKey(public)
	})
}

func (a *Authority) publicKeys() (any, error) {
	k, err := a.signing()
	if err != nil {
		return nil, err
	}
	return k.public, nil
}

// issuer is what Azure AD's version 1 calls a tenant's authority.
func (a *Authority) issuer() string { return "https://sts.windows.net/" + a.Tenant + "/" }

// issue signs a token for a client to use a resource with, and tells from when and until when it is good.
func (a *Authority) issue(client, resource string) (signed string, from, until time.Time, err error) {
	k, err := a.signing()
	if err != nil {
		return "", from, until, err
	}
	now := a.Now().Truncate(time.Second)
	from, until = now.Add(-early), now.Add(Lifetime)
	principal := uuid.NewSHA1(uuid.NameSpaceURL, []byte(a.issuer()+client)).String() // the client's, in the directory
	token, err := jwt.NewBuilder().
		Audience([]string{resource}).Issuer(a.issuer()).IssuedAt(from).NotBefore(from).Expiration(until).
		Subject(principal).Claim("appid", client).Claim("appidacr", "1").Claim("idp",
		a.issuer()).Claim("oid", principal).
		Claim("tid", a.Tenant).Claim("uti", uuid.NewString()).Claim("ver", "1.0").
		Build()
	if err != nil {
		return "", from, until, err
	}
	token.Options().Enable(jwt.FlattenAudience)
	out, err := jwt.Sign(token, jwt.WithKey(jwa.RS256(), k.private))
	return string(out), from, until, err
}

// Verify returns the client that a token was given to. A token that this authority did not sign, that is for another
// resource, or whose time is over by the authority's clock, is an error.
func (a *Authority) Verify(token string) (client string, err error) {
	k, err := a.signing()
	if err != nil {
		return "", err
	}
	parsed, err := jwt.Parse([]byte(token), jwt.WithKeySet(k.public), jwt.WithIssuer(a.issuer()),
		jwt.WithAudience(a.Resource),
		jwt.WithRequiredClaim(jwt.ExpirationKey), jwt.WithClock(jwt.ClockFunc(a.Now)), jwt.WithAcceptableSkew(0))
	if err != nil {
		return "", err
	}
	if err := parsed.Get("appid", &client); err != nil {
		return "", fmt.Errorf("the token names no client: %w", err)
	}
	return client, nil
}
