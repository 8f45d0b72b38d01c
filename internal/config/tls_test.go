package config

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/montcheck/montcheck/internal/environment"
)

// pemFiles writes files of a certificate and its key beside a configuration.
func pemFiles(t *testing.T, dir string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour)}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	block := func(kind string, data []byte) string {
		return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}))
	}
	certificate := block("CERTIFICATE", raw)
	write(t, filepath.Join(dir, "own.pem"), "\ufeff"+strings.ReplaceAll(certificate, "\n", "\r\n"))
	write(t, filepath.Join(dir, "own.key"), block("PRIVATE KEY", private))
	write(t, filepath.Join(dir, "both.pem"), certificate+block("PRIVATE KEY", private))
	write(t, filepath.Join(dir, "encrypted.key"), block("ENCRYPTED PRIVATE KEY", private))
	write(t, filepath.Join(dir, "own.der"), string(raw))
	write(t, filepath.Join(dir, "wide.pem"), "\xff\xfe-\x00-\x00")
}

func withTLS(t *testing.T, keys string) (*environment.Environment, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), FileName)
	write(t, path, indent(sound+service+"tls: { "+keys+" }"))
	pemFiles(t, filepath.Dir(path))
	f, err := Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	return f.Environment("e", lookup)
}

func TestTLS(t *testing.T) {
	e, err := withTLS(t,
		`ca_file: own.pem, client_certificate: own.pem, client_key: own.key, min_version: "1.1", old_ciphers: true`)
	if err != nil {
		t.Fatal(err)
	}
	c := e.TLS.Config()
	if c.RootCAs == nil || len(c.Certificates) != 1 || c.MinVersion != tls.VersionTLS11 ||
		!strings.Contains(fmt.Sprint(c.CipherSuites), fmt.Sprint(tls.TLS_RSA_WITH_AES_128_CBC_SHA)) {
		t.Errorf("it is %d certificates, version %x, ciphers %v", len(c.Certificates), c.MinVersion, c.CipherSuites)
	}
	if e, err = withTLS(t, "client_certificate: both.pem, client_key: both.pem"); err != nil ||
		len(e.TLS.Config().Certificates) != 1 {
		t.Errorf("both in one file: %v", err)
	}
	if c := e.TLS.Config(); c.MinVersion != tls.VersionTLS12 || c.CipherSuites != nil || c.InsecureSkipVerify {
		t.Errorf("by default it is %+v", c)
	}
	for keys, want := range map[string]string{
		"ca_file: none.pem":           "tls.ca_file: names a file that can't be used",
		"ca_file: own.der":            "tls.ca_file: names a file that can't be used",
		"ca_file: own.key":            "tls.ca_file: names a file without a certificate in PEM",
		"ca_file: wide.pem":           "UTF-16",
		"client_certificate: own.pem": "tls.client_certificate: wants client_key beside it",
		"client_key: own.key":         "tls.client_key: wants client_certificate beside it",
		"client_certificate: own.key, client_key: own.key": "tls.client_certificate: names " +
			"a file without a certificate",
		"client_certificate: own.pem, client_key: own.pem":       "tls.client_key: names a file without a private key",
		"client_certificate: own.pem, client_key: encrypted.key": "encrypted with a passphrase",
		`min_version: "1.4"`: `wants "1.0", "1.1", "1.2" or "1.3"`,
		"old_ciphers: yes":   "wants true or false",
		"insecure: true":     "unknown key",
	} {
		if _, err := withTLS(t, keys); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", keys, err)
		}
	}
}
