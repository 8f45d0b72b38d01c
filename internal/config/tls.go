package config

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/montcheck/montcheck/internal/connect"
	"github.com/montcheck/montcheck/internal/problem"
)

// versions of TLS by the names that a file gives them.
var versions = map[string]uint16{"1.0": tls.VersionTLS10, "1.1": tls.VersionTLS11, "1.2": tls.VersionTLS12,
	"1.3": tls.VersionTLS13}

// readTLS reads what TLS is spoken with the services, and the files that are
// named for it.
func readTLS(n node) *connect.TLS {
	o := n.object()
	defer o.Close()
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if n, ok := o.optional("ca_file"); ok {
		c.RootCAs = n.authorities()
	}
	certificate, hasCertificate := o.optional("client_certificate")
	key, hasKey := o.optional("client_key")
	switch {
	case hasCertificate && hasKey:
		if own := certificate.pair(key); own != nil {
			c.Certificates = []tls.Certificate{*own}
			c.Renegotiation = tls.RenegotiateOnceAsClient // IIS asks for the certificate so, in version 1.2
		}
	case hasCertificate:
		certificate.Fail("wants client_key beside it, the file of its private key (it may be the same file)")
	case hasKey:
		key.Fail("wants client_certificate beside it")
	}
	if n, ok := o.optional("min_version"); ok {
		version, known := versions[n.text()]
		if !known {
			n.Fail(`wants "1.0", "1.1", "1.2" or "1.3"`)
		}
		c.MinVersion = version
	}
	if n, ok := o.optional("old_ciphers"); ok && n.flag() {
		c.CipherSuites = connect.OldCiphers()
	}
	return connect.NewTLS(c)
}

// authorities are those of the system and those of a file in PEM.
func (n node) authorities() *x509.CertPool {
	data := n.contents()
	if data == nil {
		return nil
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	if !roots.AppendCertsFromPEM(data) {
		n.Fail("names a file without a certificate in PEM (-----BEGIN CERTIFICATE-----): openssl x509 " +
			"-inform der makes one of DER")
	}
	return roots
}

// pair is a certificate with its private key, each in PEM.
func (n node) pair(key node) *tls.Certificate {
	certificate, private := n.contents(), key.contents()
	if certificate == nil || private == nil {
		return nil
	}
	kinds := kindsOf(private)
	switch {
	case !slices.Contains(kindsOf(certificate), "CERTIFICATE"):
		n.Fail("names a file without a certificate in PEM (-----BEGIN CERTIFICATE-----): openssl " +
			"pkcs12 -nokeys makes one of a .pfx")
		return nil
	case slices.Contains(kinds, "ENCRYPTED PRIVATE KEY") || bytes.Contains(private, []byte("Proc-Type: 4,ENCRYPTED")):
		key.Fail("names a private key that is encrypted with a passphrase: openssl pkey -in KEY " +
			"-out PLAIN writes it without")
		return nil
	case !slices.ContainsFunc(kinds, func(kind string) bool { return strings.HasSuffix(kind, "PRIVATE KEY") }):
		key.Fail("names a file without a private key in PEM: openssl pkcs12 -nocerts -nodes makes one of a .pfx")
		return nil
	}
	own, err := tls.X509KeyPair(certificate, private)
	if err != nil {
		key.Fail("does not fit client_certificate: %s", strings.TrimPrefix(err.Error(), "tls: "))
		return nil
	}
	return &own
}

// kindsOf are the kinds of the blocks in PEM.
func kindsOf(data []byte) []string {
	var kinds []string
	for block, rest := pem.Decode(data); block != nil; block, rest = pem.Decode(rest) {
		kinds = append(kinds, block.Type)
	}
	return kinds
}

// largestPEM is how many bytes a file of certificates may have.
const largestPEM = 4 << 20

// contents is the content of the file that a value names, relative to the
// configuration's folder; nil where that was a problem.
func (n node) contents() []byte {
	path := n.text()
	if path == "" {
		return nil
	}
	data, err := readFile(n.File, path, largestPEM)
	if err != nil {
		n.Fail("names a file that can't be used: %v", err)
		return nil
	}
	return data
}

// readFile reads a regular file of text, relative to the configuration's folder.
func readFile(configuration, path string, most int64) ([]byte, error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(filepath.Dir(configuration), path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > most {
		return nil, fmt.Errorf("%s is not a regular file of at most %d KB", path, most>>10)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return problem.UTF8(path, data)
}
