// Package config reads maat.yaml: how the process runs, apart from the policy,
// which says what may leave. One table of settings (settings.go) is the source
// of the reading, the MAAT_* variables, what --print-config shows and the JSON
// Schema, so none of them can know something else than the others.
//
// Secrets come from files and nowhere else, and are held as Secret, which does
// not print.
package config

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"maat/pipeline/source"
)

// Config is what maat.yaml says, with the defaults and the environment over it.
// Paths are absolute.
type Config struct {
	Pipeline string
	Instance string
	Policy   string
	Listen   string
	Keys     Keys
	State    State
	Kafka    Kafka
	Topics   Topics
	Group    string
	Batch    Batch
	Log      Log
	API      API

	places map[string]place // where each setting was written, for what is found later
}

// Keys are the files of the secret keys and, after ReadSecrets, the keys.
type Keys struct {
	SubjectFile string
	LinkFile    string            // of the links to people's pages; empty: there are none
	HMACFiles   map[string]string // by the name that a policy uses: `hmac: NAME`
	Subject     Secret
	Link        Secret // the text of the file: see portal.ParseKeys
	HMAC        map[string]Secret
}

// Find is the key of `hmac: NAME`, as policy.Options asks for it.
func (k Keys) Find(name string) ([]byte, bool) {
	s, ok := k.HMAC[name]
	return s.Reveal(), ok
}

// State is the local cache of the changelog.
type State struct {
	Dir       string
	CacheRows int
}

// Kafka says how to reach the brokers.
type Kafka struct {
	Brokers            []string
	TLS                TLS
	SASL               SASL
	TransactionTimeout time.Duration
	SessionTimeout     time.Duration
}

// TLS is off unless Enabled.
type TLS struct {
	Enabled    bool
	CAFile     string // empty: the system's authorities
	CertFile   string
	KeyFile    string
	ServerName string // empty: the host of the address
}

// The mechanisms of SASL.
const (
	SCRAMSHA256 = "scram-sha-256"
	SCRAMSHA512 = "scram-sha-512"
	OAUTHBEARER = "oauthbearer"
)

// SASL is off where Mechanism is empty.
type SASL struct {
	Mechanism    string
	Username     string
	PasswordFile string
	Password     Secret // after ReadSecrets; see Current
	TokenFile    string // read at each use: tokens do not live long
}

// Topics are the topics that are not destinations.
type Topics struct {
	Inputs      []string
	Intake      string
	Decisions   string
	Quarantine  string
	Changelog   string
	Control     string
	Create      bool
	Partitions  int
	Replication int
}

// Batch bounds what goes into one transaction.
type Batch struct {
	MaxRecords int
	Interval   time.Duration
}

// Log is how much is said.
type Log struct{ Level string }

// Load reads the file and the MAAT_* variables of environ, which win. A
// source.Problems is everything that is wrong with either, at once; any other
// error is that the file cannot be read. No secret is read: see ReadSecrets.
func Load(file string, environ []string) (*Config, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	dir, err := filepath.Abs(filepath.Dir(file))
	if err != nil {
		return nil, fmt.Errorf("config: %w", err)
	}
	return parse(source.NewFile(file, text), text, dir, environ)
}

// parse is Load of a text that stands in dir.
func parse(file *source.File, text []byte, dir string, environ []string) (*Config, error) {
	l := &loader{config: initial(), file: file, dir: dir, wrong: map[string]bool{}}
	if root := l.document(text); root != nil {
		l.section("", root)
	}
	l.environment(environ)
	l.complete()
	l.consistent()
	if err := l.problems.Err(); err != nil {
		return nil, err
	}
	return l.config, nil
}

// initial holds the defaults that do not depend on another setting.
func initial() *Config {
	return &Config{
		Listen: "127.0.0.1:9464",
		State:  State{CacheRows: 100_000},
		Kafka:  Kafka{TransactionTimeout: 15 * time.Second, SessionTimeout: 45 * time.Second},
		Topics: Topics{Create: true, Partitions: 6, Replication: 3},
		Batch:  Batch{MaxRecords: 5000, Interval: 100 * time.Millisecond},
		Log:    Log{Level: "info"},
		API:    API{LinkTTL: 15 * time.Minute},
		places: map[string]place{},
	}
}
