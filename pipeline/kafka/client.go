package kafka

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl"
	"github.com/twmb/franz-go/pkg/sasl/oauth"
	"github.com/twmb/franz-go/pkg/sasl/scram"

	"maat/pipeline/config"
)

// ClientOptions is how a client reaches the brokers and shows who it is. The
// secrets must have been read. What changes while the process runs, a client
// certificate, a password, a token, is read again from its file at each
// connection.
func ClientOptions(c config.Kafka) ([]kgo.Opt, error) {
	opts := []kgo.Opt{kgo.ClientID("maat"), kgo.SeedBrokers(c.Brokers...)}
	if c.TLS.Enabled {
		secure, err := tlsConfig(c.TLS)
		if err != nil {
			return nil, err
		}
		opts = append(opts, kgo.DialTLSConfig(secure))
	}
	if c.SASL.Mechanism != "" {
		m, err := mechanism(c.SASL)
		if err != nil {
			return nil, err
		}
		opts = append(opts, kgo.SASL(m))
	}
	return opts, nil
}

func tlsConfig(c config.TLS) (*tls.Config, error) {
	secure := &tls.Config{MinVersion: tls.VersionTLS12, ServerName: c.ServerName}
	if c.CAFile != "" {
		pool, err := authorities(c.CAFile)
		if err != nil {
			return nil, err
		}
		secure.RootCAs = pool
	}
	if c.CertFile == "" {
		return secure, nil
	}
	own := func() (*tls.Certificate, error) {
		cert, err := tls.LoadX509KeyPair(c.CertFile, c.KeyFile)
		if err != nil {
			return nil, fmt.Errorf("kafka.tls.cert_file and key_file: %w", err)
		}
		return &cert, nil
	}
	if _, err := own(); err != nil { // said at the start and not at the first connection
		return nil, err
	}
	secure.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return own() }
	return secure, nil
}

func authorities(file string) (*x509.CertPool, error) {
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("kafka.tls.ca_file: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, fmt.Errorf("kafka.tls.ca_file: %s holds no certificate", file)
	}
	return pool, nil
}

func mechanism(s config.SASL) (sasl.Mechanism, error) {
	auth := func(context.Context) (scram.Auth, error) {
		return scram.Auth{User: s.Username, Pass: string(s.Current().Reveal())}, nil
	}
	switch s.Mechanism {
	case config.SCRAMSHA256:
		return scram.Sha256(auth), nil
	case config.SCRAMSHA512:
		return scram.Sha512(auth), nil
	case config.OAUTHBEARER:
		if _, err := s.Token(); err != nil { // the same
			return nil, err
		}
		return oauth.Oauth(func(context.Context) (oauth.Auth, error) {
			token, err := s.Token()
			return oauth.Auth{Token: string(token.Reveal())}, err
		}), nil
	default:
		return nil, fmt.Errorf("kafka.sasl.mechanism: %q is not known", s.Mechanism)
	}
}
