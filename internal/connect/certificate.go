package connect

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/url"
	"strings"
	"time"
)

// Distrusted tells whether the certificate of a server did not verify.
func Distrusted(err error) bool {
	return errors.As(err, new(x509.UnknownAuthorityError)) || errors.As(err, new(x509.HostnameError)) ||
		errors.As(err, new(x509.CertificateInvalidError)) || errors.As(err, new(*tls.CertificateVerificationError))
}

// Inspected tells whether a certificate may be that of a proxy which looks into
// what it passes on: then it says nothing of the endpoint.
func Inspected(u *url.URL, err error) bool {
	return errors.As(err, new(x509.UnknownAuthorityError)) && throughProxy(u)
}

// ofCertificate explains why the certificate of a host did not verify.
func ofCertificate(host string, proxy *url.URL, err error) (reason, mend string) {
	var verification *tls.CertificateVerificationError
	if !errors.As(err, &verification) || len(verification.UnverifiedCertificates) == 0 {
		return "", ""
	}
	leaf := verification.UnverifiedCertificates[0]
	const own = "set it as ca_file under tls of this environment"
	var (
		invalid   x509.CertificateInvalidError
		name      x509.HostnameError
		authority x509.UnknownAuthorityError
	)
	switch {
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired && strings.Contains(invalid.Detail, "is before"):
		return "the certificate of " + Hosts(invalid.Cert) + " is not valid before " + day(invalid.Cert.NotBefore),
			"Check this machine's clock; else the service's owner has to replace the certificate."
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return "the certificate of " + Hosts(invalid.Cert) + " expired on " + day(invalid.Cert.NotAfter),
			"The service's owner has to renew the certificate; check this machine's clock too."
	case errors.As(err, &name):
		return "the certificate is for " + Hosts(leaf) + ", not for " + host,
			"Use a host that the certificate names, or check the service's url in montcheck.yaml."
	case errors.As(err, &authority) && proxy != nil:
		return "the certificate of " + Hosts(leaf) + " is signed by an authority that this machine does not trust: " +
				Issuer(leaf) +
				"; the proxy " + Address(proxy) + " may have put it in place of the service's own",
			"If your company's proxy looks into TLS, get its authority's certificate and " + own + "."
	case errors.As(err, &authority) && leaf.Issuer.String() == leaf.Subject.String():
		return "the certificate of " + Hosts(leaf) + " is self-signed",
			"If it is the right one, " + own + "; else ask the service's owner for a certificate of a known authority."
	case errors.As(err, &authority):
		return "the certificate of " + Hosts(leaf) + " is signed by an authority that this machine does not trust: " +
				Issuer(leaf),
			"Get that authority's certificate and " + own +
				", or ask the service's owner to send the intermediate certificates."
	}
	return "the TLS certificate of " + Hosts(leaf) + " does not verify: " + verification.Err.Error(),
		"Ask the service's owner for a sound certificate."
}

// Hosts are the hosts that a certificate is for.
func Hosts(c *x509.Certificate) string {
	all := append([]string(nil), c.DNSNames...)
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	switch {
	case len(all) == 0:
		return "no host (" + c.Subject.String() + ")"
	case len(all) > 3:
		all = append(all[:3], "others")
	}
	return strings.Join(all, ", ")
}

// Issuer names who signed a certificate.
func Issuer(c *x509.Certificate) string {
	if c.Issuer.CommonName != "" {
		return c.Issuer.CommonName
	}
	return c.Issuer.String()
}

func day(t time.Time) string { return t.UTC().Format(time.DateOnly) }
