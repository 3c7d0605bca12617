package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.yaml.in/yaml/v4"

	"maat/pipeline/source"
)

// least is the least that a maat.yaml has to say.
const least = `pipeline: webshop
instance: one
policy: policy.yaml
keys: {subject_file: keys/subject}
kafka: {brokers: [kafka:9092]}
topics: {inputs: [shop.events]}
`

// whole says everything, and nothing as the default has it.
const whole = `pipeline: webshop
instance: maat-0
policy: /etc/maat/policy/policy.yaml
listen: 0.0.0.0:9465
keys:
  subject_file: /etc/maat/keys/subject
  link_file: /etc/maat/keys/link
  hmac: {crm: /etc/maat/keys/hmac/crm, mail.v2: /etc/maat/keys/hmac/mail}
state: {dir: /var/lib/maat, cache_rows: 2000000}
kafka:
  brokers: [kafka-0:9093, "[::1]:9093"]
  tls: {enabled: true, ca_file: /etc/ca.crt, cert_file: /etc/tls.crt, key_file: /etc/tls.key, server_name: kafka}
  sasl: {mechanism: scram-sha-512, username: maat, password_file: /etc/maat/kafka/password}
  transaction_timeout: 10s
  session_timeout: 1m30s
topics:
  inputs: [shop.events, crm.events]
  intake: a
  decisions: b
  quarantine: c
  changelog: d
  control: e
  create: false
  partitions: 12
  replication: 1
group: shop
batch: {max_records: 1000, interval: 1s50ms}
log: {level: debug}
api: {link_ttl: 1h, proxies: [10.0.0.0/8], brand: {name: De Webwinkel, colour: "#aa3300"}}
`

func read(t *testing.T, text string, environ ...string) (*Config, error) {
	t.Helper()
	return parse(source.NewFile("maat.yaml", []byte(text)), []byte(text), "/conf", environ)
}

func mustRead(t *testing.T, text string, environ ...string) *Config {
	t.Helper()
	c, err := read(t, text, environ...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func same(t *testing.T, want, got *Config) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Config{}, Secret{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func leastConfig() *Config {
	return &Config{
		Pipeline: "webshop", Instance: "one", Policy: "/conf/policy.yaml", Listen: "127.0.0.1:9464", Group: "maat-webshop",
		Keys:  Keys{SubjectFile: "/conf/keys/subject"},
		State: State{Dir: "/conf/maat-state", CacheRows: 100_000},
		Kafka: Kafka{Brokers: []string{"kafka:9092"}, TransactionTimeout: 15 * time.Second, SessionTimeout: 45 * time.Second},
		Topics: Topics{Inputs: []string{"shop.events"}, Intake: "maat.webshop.intake", Decisions: "maat.webshop.decisions", Quarantine: "maat.webshop.quarantine",
			Changelog: "maat.webshop.changelog", Control: "maat.webshop.control", Create: true, Partitions: 6, Replication: 3},
		Batch: Batch{MaxRecords: 5000, Interval: 100 * time.Millisecond},
		Log:   Log{Level: "info"},
		API:   API{LinkTTL: 15 * time.Minute, Brand: Brand{Name: "webshop"}},
	}
}

func TestDefaults(t *testing.T) { same(t, leastConfig(), mustRead(t, least)) }

func wholeConfig() *Config {
	return &Config{
		Pipeline: "webshop", Instance: "maat-0", Policy: "/etc/maat/policy/policy.yaml", Listen: "0.0.0.0:9465", Group: "shop",
		Keys:  Keys{SubjectFile: "/etc/maat/keys/subject", LinkFile: "/etc/maat/keys/link", HMACFiles: map[string]string{"crm": "/etc/maat/keys/hmac/crm", "mail.v2": "/etc/maat/keys/hmac/mail"}},
		State: State{Dir: "/var/lib/maat", CacheRows: 2_000_000},
		Kafka: Kafka{Brokers: []string{"kafka-0:9093", "[::1]:9093"},
			TLS:                TLS{Enabled: true, CAFile: "/etc/ca.crt", CertFile: "/etc/tls.crt", KeyFile: "/etc/tls.key", ServerName: "kafka"},
			SASL:               SASL{Mechanism: SCRAMSHA512, Username: "maat", PasswordFile: "/etc/maat/kafka/password"},
			TransactionTimeout: 10 * time.Second, SessionTimeout: 90 * time.Second},
		Topics: Topics{Inputs: []string{"shop.events", "crm.events"}, Intake: "a", Decisions: "b", Quarantine: "c", Changelog: "d", Control: "e", Partitions: 12, Replication: 1},
		Batch:  Batch{MaxRecords: 1000, Interval: 1050 * time.Millisecond},
		Log:    Log{Level: "debug"},
		API:    API{LinkTTL: time.Hour, Proxies: []string{"10.0.0.0/8"}, Brand: Brand{Name: "De Webwinkel", Colour: "#aa3300"}},
	}
}

func TestEverySettingOverlaysItsDefault(t *testing.T) {
	c := mustRead(t, whole)
	same(t, wholeConfig(), c)
	for _, s := range settings() {
		if _, said := c.places[s.path]; !said && s.path != "kafka.sasl.token_file" {
			t.Errorf("%s is not tried here", s.path)
		}
	}
}

func TestPrintedConfigReadsBackTheSame(t *testing.T) {
	for name, text := range map[string]string{"least": least, "whole": whole} {
		c := mustRead(t, text)
		printed, err := c.YAML()
		if err != nil {
			t.Fatal(err)
		}
		t.Run(name, func(t *testing.T) { same(t, c, mustRead(t, string(printed))) })
	}
}

func TestWhatTheChartRenders(t *testing.T) {
	for _, name := range []string{"minimal", "full", "sidecar", "cache-only", "shop-app"} {
		text := rendered(t, name)
		c, err := read(t, text)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if c.Keys.SubjectFile != "/etc/maat/keys/subject" || c.Policy != "/etc/maat/policy/policy.yaml" || !strings.HasPrefix(c.State.Dir, "/var/lib/maat") {
			t.Errorf("%s: the mounts of the chart are not in it: %s %s %s", name, c.Keys.SubjectFile, c.Policy, c.State.Dir)
		}
	}
}

// rendered is the maat.yaml within a golden render of the chart.
func rendered(t *testing.T, name string) string {
	t.Helper()
	all, err := os.ReadFile(filepath.Join("..", "..", "deploy", "helm", "testdata", name+".golden.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for doc := range strings.SplitSeq(string(all), "\n---\n") {
		var object struct {
			Data map[string]string `yaml:"data"`
		}
		if yaml.Unmarshal([]byte(doc), &object) == nil && object.Data["maat.yaml"] != "" {
			return object.Data["maat.yaml"]
		}
	}
	t.Fatalf("%s renders no maat.yaml", name)
	return ""
}

func TestEnvironmentWins(t *testing.T) {
	c := mustRead(t, least+"log: {level: warn}\n",
		"MAAT_KAFKA_BROKERS=a:1, b:2", "MAAT_INSTANCE=pod-3", "MAAT_LOG_LEVEL=debug", "MAAT_TOPICS_CREATE=false", "MAAT_BATCH_INTERVAL=20ms",
		"MAAT_TOPICS_PARTITIONS=9", "MAAT_KEYS_HMAC=crm=/k/crm,mail=/k/mail", "MAAT_PIPELINE=other", "MAAT_GROUP=", "HOME=/root", "MAATREGEL=x")
	want := leastConfig()
	want.Pipeline, want.Group, want.Instance = "other", "maat-other", "pod-3"
	want.Kafka.Brokers = []string{"a:1", "b:2"}
	want.Log.Level, want.API.Brand.Name = "debug", "other"
	want.Topics = Topics{Inputs: want.Topics.Inputs, Intake: "maat.other.intake", Decisions: "maat.other.decisions", Quarantine: "maat.other.quarantine",
		Changelog: "maat.other.changelog", Control: "maat.other.control", Partitions: 9, Replication: 3}
	want.Batch.Interval = 20 * time.Millisecond
	want.Keys.HMACFiles = map[string]string{"crm": "/k/crm", "mail": "/k/mail"}
	same(t, want, c)
}

func TestUseOfTopics(t *testing.T) {
	topics := leastConfig().Topics
	for topic, want := range map[string]string{"shop.events": "inputs", "maat.webshop.intake": "intake", "maat.webshop.changelog": "changelog", "mail.out": ""} {
		if got := topics.Use(topic); got != want {
			t.Errorf("%s is used as %q, want %q", topic, got, want)
		}
	}
}

func TestInstanceIsTheHostWhereNobodySays(t *testing.T) {
	c := mustRead(t, strings.Replace(least, "instance: one\n", "", 1))
	if host, err := os.Hostname(); err != nil || c.Instance == "" || podRule.refuses(c.Instance) != "" || len(c.Instance) != len(host) {
		t.Errorf("got %q on host %q (%v)", c.Instance, host, err)
	}
}

func TestEverySettingHasItsVariable(t *testing.T) {
	seen := map[string]string{}
	for _, s := range settings() {
		if other, taken := seen[s.env()]; taken {
			t.Errorf("%s and %s share %s", s.path, other, s.env())
		}
		seen[s.env()] = s.path
		if linked(s.env(), "a://b") {
			t.Errorf("%s would be taken for a variable of Kubernetes", s.env())
		}
	}
}

func TestVariablesOfKubernetesAreNotOurs(t *testing.T) {
	mustRead(t, least, "MAAT_PORT=tcp://10.0.0.1:9464", "MAAT_PORT_9464_TCP=tcp://10.0.0.1:9464", "MAAT_PORT_9464_TCP_ADDR=10.0.0.1",
		"MAAT_SERVICE_HOST=10.0.0.1", "MAAT_SERVICE_PORT_OPS=9464", "MAAT_SHOP_SERVICE_PORT=9464", "MAAT_SHOP_PORT=tcp://10.0.0.1:9464")
	if _, err := read(t, least, "MAAT_PORT=9464"); err == nil {
		t.Error("MAAT_PORT=9464 is let pass: a person wrote it")
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	const canary = "canary-of-at-least-thirty-two-bytes"
	c := mustRead(t, least)
	c.Keys.Subject = NewSecret([]byte(canary))
	c.Keys.HMAC = map[string]Secret{"crm": NewSecret([]byte(canary))}
	c.Kafka.SASL.Password = NewSecret([]byte(canary))
	hidden := struct{ s Secret }{NewSecret([]byte(canary))}

	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
		for _, value := range []any{c, *c, c.Keys, &c.Keys, c.Keys.HMAC, c.Keys.Subject, &c.Keys.Subject, c.Kafka, hidden} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	for _, marshal := range []func(any) ([]byte, error){json.Marshal, func(v any) ([]byte, error) { return yaml.Marshal(v) }} {
		text, err := marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
	}
	printed, err := c.YAML()
	if err != nil {
		t.Fatal(err)
	}
	out.Write(printed)
	log := slog.New(slog.NewJSONHandler(&out, nil))
	log.Info("x", "config", c, "secret", c.Keys.Subject, "keys", c.Keys)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "config", c, "secret", c.Keys.Subject)

	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary), strings.Trim(fmt.Sprint([]byte(canary)), "[]")} {
		if strings.Contains(out.String(), form) {
			t.Errorf("a secret is printed as %s", form)
		}
	}
	if !strings.Contains(out.String(), redacted) {
		t.Error("nothing is redacted: the test does not see what it should")
	}
}
