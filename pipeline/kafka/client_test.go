package kafka

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline/config"
)

// authority signs certificates for one test.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T, dir string) *authority {
	t.Helper()
	a := &authority{key: newKey(t), file: filepath.Join(dir, "ca.crt")}
	a.cert = &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "authority"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, a.cert, a.cert, &a.key.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	writePEM(t, a.file, "CERTIFICATE", der)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func writePEM(t *testing.T, file, kind string, der []byte) {
	t.Helper()
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sign writes a certificate for kafka with its key, and answers their files.
func (a *authority) sign(t *testing.T, name string) (cert, key string) {
	t.Helper()
	own := newKey(t)
	template := &x509.Certificate{SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: "kafka"}, DNSNames: []string{"kafka"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &own.PublicKey, a.key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(own)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(a.file)
	cert, key = filepath.Join(dir, name+".crt"), filepath.Join(dir, name+".key")
	writePEM(t, cert, "CERTIFICATE", der)
	writePEM(t, key, "PRIVATE KEY", secret)
	return cert, key
}

// guarded is a broker that wants TLS with a client certificate, and SCRAM.
func guarded(t *testing.T, a *authority) []string {
	t.Helper()
	certFile, keyFile := a.sign(t, "server")
	server, err := tls.LoadX509KeyPair(certFile, keyFile)
	if err != nil {
		t.Fatal(err)
	}
	pool, err := authorities(a.file)
	if err != nil {
		t.Fatal(err)
	}
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.EnableSASL(),
		kfake.Superuser("SCRAM-SHA-256", "maat", "canary-256"), kfake.Superuser("SCRAM-SHA-512", "maat", "canary-512"),
		kfake.TLS(&tls.Config{Certificates: []tls.Certificate{server}, ClientCAs: pool, ClientAuth: tls.RequireAndVerifyClientCert}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Close)
	return cluster.ListenAddrs()
}

func ping(t *testing.T, c config.Kafka) error {
	t.Helper()
	opts, err := ClientOptions(c)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(append(opts, kgo.RequestRetries(0), kgo.RetryTimeout(2*time.Second))...)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return client.Ping(ctx)
}

func TestClientOptionsOpenTheDoor(t *testing.T) {
	a := newAuthority(t, t.TempDir())
	cert, key := a.sign(t, "client")
	right := config.Kafka{Brokers: guarded(t, a),
		TLS:  config.TLS{Enabled: true, CAFile: a.file, CertFile: cert, KeyFile: key, ServerName: "kafka"},
		SASL: config.SASL{Mechanism: config.SCRAMSHA512, Username: "maat", Password: config.NewSecret([]byte("canary-512"))}}
	for _, c := range []struct {
		name   string
		change func(*config.Kafka)
		opens  bool
	}{
		{"sha-512", func(*config.Kafka) {}, true},
		{"sha-256", func(c *config.Kafka) {
			c.SASL.Mechanism, c.SASL.Password = config.SCRAMSHA256, config.NewSecret([]byte("canary-256"))
		}, true},
		{"a wrong password", func(c *config.Kafka) { c.SASL.Password = config.NewSecret([]byte("canary-wrong")) }, false},
		{"a wrong mechanism", func(c *config.Kafka) { c.SASL.Mechanism = config.SCRAMSHA256 }, false},
		{"no SASL", func(c *config.Kafka) { c.SASL = config.SASL{} }, false},
		{"no TLS", func(c *config.Kafka) { c.TLS = config.TLS{} }, false},
		{"no client certificate", func(c *config.Kafka) { c.TLS.CertFile, c.TLS.KeyFile = "", "" }, false},
		{"an authority that did not sign", func(c *config.Kafka) { c.TLS.CAFile = "" }, false},
		{"another name", func(c *config.Kafka) { c.TLS.ServerName = "other" }, false},
	} {
		kafka := right
		c.change(&kafka)
		err := ping(t, kafka)
		if (err == nil) != c.opens {
			t.Errorf("%s: got %v, want it to open: %v", c.name, err, c.opens)
		}
		if err != nil && strings.Contains(err.Error(), "canary") {
			t.Errorf("%s: the error shows a password: %v", c.name, err)
		}
	}
}

func TestClientCertificateIsReadAtEachConnection(t *testing.T) {
	a, other := newAuthority(t, t.TempDir()), newAuthority(t, t.TempDir())
	cert, key := other.sign(t, "client")
	secure, err := tlsConfig(config.TLS{Enabled: true, CertFile: cert, KeyFile: key})
	if err != nil {
		t.Fatal(err)
	}
	first, err := secure.GetClientCertificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	renewed, renewedKey := a.sign(t, "client")
	for from, to := range map[string]string{renewed: cert, renewedKey: key} {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	second, err := secure.GetClientCertificate(nil)
	if err != nil || second.Leaf.Equal(first.Leaf) {
		t.Errorf("the certificate of the start is shown for ever (%v)", err)
	}
}

func TestTokenIsReadAtEachSession(t *testing.T) {
	s := config.SASL{Mechanism: config.OAUTHBEARER, TokenFile: filepath.Join(t.TempDir(), "token")}
	if _, err := mechanism(s); err == nil {
		t.Fatal("a token that is not there is no error at the start")
	}
	write := func(text string) {
		if err := os.WriteFile(s.TokenFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("first\n")
	m, err := mechanism(s)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"first", "second"} {
		write(want + "\n")
		_, message, err := m.Authenticate(t.Context(), "kafka:9092")
		if err != nil || !strings.Contains(string(message), "auth=Bearer "+want+"\x01") {
			t.Errorf("got %q, %v, want the token %s", message, err, want)
		}
	}
}

func TestClientOptionsNameWhatCannotBeRead(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.crt")
	if err := os.WriteFile(empty, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, c := range map[string]config.Kafka{
		"kafka.tls.ca_file: open":                    {TLS: config.TLS{Enabled: true, CAFile: "none.crt"}},
		"kafka.tls.ca_file: " + empty + " holds no":  {TLS: config.TLS{Enabled: true, CAFile: empty}},
		"kafka.tls.cert_file and key_file: ":         {TLS: config.TLS{Enabled: true, CertFile: empty, KeyFile: empty}},
		"kafka.sasl.token_file: none: no such file":  {SASL: config.SASL{Mechanism: config.OAUTHBEARER, TokenFile: "none"}},
		`kafka.sasl.mechanism: "plain" is not known`: {SASL: config.SASL{Mechanism: "plain"}},
	} {
		if _, err := ClientOptions(c); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
