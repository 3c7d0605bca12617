package instance_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/guards"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
	"maat/pipeline/policy"
)

// canaryPolicy touches every field that the canaries stand in: it reads,
// strips, transforms and counts by them.
const canaryPolicy = `
maat: v1
name: canary
events:
  format: segment
  text: [properties.query, properties.name]
  side_text: [context.page.referrer]
  roles:
    signal: ["Product Viewed"]
    outreach: ["Retargeting Triggered"]
    consent: ["Consent Preference Updated"]
purposes:
  ads: {category: advertising}
  identified: {category: advertising_identified}
guards:
  sensitive: {taint: 1d}
  cooldown: {wait: 2s, by: topic}
  frequency: {max: 1, per: 1h, by: topic}
destinations:
  meta:
    topic: ads.meta
    takes: [signal, outreach]
    needs: mild
    layers:
      - {name: general, fields: [event, messageId]}
      - {name: mild, purpose: ads, fields: [properties.product_id, {path: context.page.url, keep: domain}]}
      - {name: personal, purpose: identified, fields: [{path: context.traits.email, hash: sha256}]}
`

// canaries are values that must not be seen; each field of an event has one.
type canaries struct{ tokens []string }

func (c *canaries) next() string {
	token := fmt.Sprintf("zq%dkanarie%dxw", len(c.tokens)+100, len(c.tokens)*7919%997)
	c.tokens = append(c.tokens, token)
	return token
}

// event has a canary in every value that the format allows, but in its id.
func (c *canaries) event(name, person, id, query string) string {
	n := c.next
	return fmt.Sprintf(`{"event":%q,"messageId":%q,"userId":%q,"timestamp":%q,"properties":{"category":%q,"product_id":%q,"name":%q,"query":%q,%q:1,"campaign_id":%q},
"context":{"page":{"title":%q,"url":"https://%s.example/%s?q=%s","referrer":"https://x.example/%s"},"traits":{"email":"%s@example.com"},"consent":{"categoryPreferences":{"advertising":true,"advertising_identified":true,%q:true}},"ip":%q}}`,
		name, id, person, time.Now().UTC().Format(time.RFC3339Nano), "cat"+person, n(), n(), query+" "+n(), n(), n(),
		n(), n(), n(), n(), n(), n(), n(), n())
}

// forms are the ways in which a value could show in spite of itself.
func forms(token string) [][]byte {
	reversed := []byte(token)
	slices.Reverse(reversed)
	sum5, sum1, sum256 := md5.Sum([]byte(token)), sha1.Sum([]byte(token)), sha256.Sum256([]byte(token))
	list := [][]byte{
		[]byte(token), []byte(strings.ToUpper(token)), reversed, []byte(url.QueryEscape(token)),
		[]byte(hex.EncodeToString([]byte(token))), []byte(hex.EncodeToString(sum5[:])),
		[]byte(hex.EncodeToString(sum1[:])), []byte(hex.EncodeToString(sum256[:])), sum256[:], sum1[:], sum5[:],
	}
	for offset := range 3 { // base64 at each of its three alignments, without the ends that depend on neighbours
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("x", offset) + token))
		list = append(list, []byte(text[4:len(text)-4]))
	}
	return list
}

// TestNothingPersonalIsTold plants canaries in every field, key and header of
// events of every fate, and looks for them in all that an operator can see.
func TestNothingPersonalIsTold(t *testing.T) {
	spans := &sink{}
	collector := httptest.NewServer(spans)
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
	if err != nil {
		t.Fatal(err)
	}
	defer cluster.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	logs, ended, addr := &sink{}, make(chan error, 1), make(chan string, 1)
	o := canaryOptions(t, cluster, logs, addr)
	go func() { ended <- instance.Run(ctx, o) }()
	admin := "http://" + <-addr
	await(t, "readiness", func() bool { return strings.Contains(logs.String(), `"msg":"ready"`) })

	c := &canaries{}
	client := produce(t, cluster, c)
	defer client.Close()
	var told bytes.Buffer
	await(t, "a release", func() bool {
		told.Reset()
		for _, r := range drain(t, cluster, decisions) {
			told.Write(r.Value)
			told.Write(r.Key)
			for _, h := range r.Headers {
				told.WriteString(h.Key + "=" + string(h.Value))
			}
		}
		return strings.Contains(told.String(), `"verdict":"hold"`) && strings.Contains(told.String(), `"role":"outreach","verdict":"forward"`)
	})
	await(t, "spans", func() bool { return spans.len() > 0 })
	traced(t, drain(t, cluster, "ads.meta"))
	metrics := get(t, admin+"/metrics")
	probes := get(t, admin+"/readyz?verbose")
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	seen := map[string][]byte{"log": logs.bytes(), "span": spans.bytes(), "metric": metrics, "probe": probes, "decision": told.Bytes()}
	for _, want := range []struct{ where, what string }{
		{"decision", "sensitive.pregnancy_fertility"}, {"decision", "intake.json"}, {"decision", "layers"},
		{"metric", `reason="intake.json"`}, {"metric", `reason="sensitive.pregnancy_fertility"`}, {"span", "process maat.canary.intake"},
		{"span", "release "}, {"span", "send ads.meta"}, {"span", "sensitive.pregnancy_fertility"}, {"log", "policy in force"},
	} {
		if !bytes.Contains(seen[want.where], []byte(want.what)) {
			t.Errorf("no %s has %q: the test looks at nothing", want.where, want.what)
		}
	}
	for where, text := range seen {
		for _, token := range c.tokens {
			for _, form := range forms(token) {
				if bytes.Contains(text, form) {
					t.Errorf("%s shows %q as %q", where, token, form)
				}
			}
		}
	}
}

// traced wants every output to go on with the trace of its event: the same
// trace, in a span of Maat's own, and nothing else of the input's headers. What
// was held is a new trace, which links to the old one.
func traced(t *testing.T, outputs []*kgo.Record) {
	t.Helper()
	const sent = "00-4bf92f3577b34da6a3ce929d0e0e4700-00f067aa0ba902b7-01" // of the first event
	if len(outputs) == 0 {
		t.Error("nothing left")
	}
	for _, r := range outputs {
		var parent string
		for _, h := range r.Headers {
			switch h.Key {
			case "traceparent":
				parent = string(h.Value)
			case "maat-source", "maat-policy":
			default:
				t.Errorf("an output has a header %q", h.Key)
			}
		}
		first := bytes.Contains(r.Value, []byte(`"messageId":"m1"`))
		if len(parent) != len(sent) || first && (parent[:36] != sent[:36] || parent == sent) || !first && parent[:36] == sent[:36] {
			t.Errorf("an output carries the trace %q of an event that came with %q", parent, sent)
		}
	}
}

// produce sends events that are forwarded, edited, dropped, held, and broken in
// ways whose error could quote them.
func produce(t *testing.T, cluster *kfake.Cluster, c *canaries) *kgo.Client {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...))
	if err != nil {
		t.Fatal(err)
	}
	anna, bert := c.next(), c.next()
	values := []string{
		c.event("Product Viewed", anna, "m1", "schoenen"),
		c.event("Retargeting Triggered", anna, "m2", "schoenen"),
		c.event("Product Viewed", bert, "m3", "zwangerschapstest"),
		c.event("Retargeting Triggered", bert, "m4", "jas"),
		c.event(c.next(), anna, "m5", "jas"),
		`{"` + c.next() + `":tru`, `{"a":"` + c.next() + `","a":"` + c.next() + `"}`, c.next(), `["` + c.next() + `"]`,
		`{"event":"Product Viewed","messageId":"m6","userId":"` + c.next() + `","timestamp":"` + c.next() + `"}`,
		`{"event":"Product Viewed","messageId":"m7","userId":{"` + c.next() + `":1},"timestamp":"2000-01-01T00:00:00Z"}`,
	}
	for i, v := range values {
		r := &kgo.Record{Topic: "shop.events", Key: []byte(c.next()), Value: []byte(v), Headers: []kgo.RecordHeader{
			{Key: "traceparent", Value: fmt.Appendf(nil, "00-4bf92f3577b34da6a3ce929d0e0e47%02d-00f067aa0ba902b7-01", i)},
			{Key: "baggage", Value: []byte("user=" + c.next())}, {Key: c.next(), Value: []byte(c.next())},
		}}
		if err := client.ProduceSync(t.Context(), r).FirstErr(); err != nil {
			t.Fatal(err)
		}
	}
	return client
}

const decisions = "maat.canary.decisions"

func canaryOptions(t *testing.T, cluster *kfake.Cluster, logs io.Writer, addr chan<- string) instance.Options {
	own := func(name string) string { return "maat.canary." + name }
	return instance.Options{
		Pipeline: "canary", Instance: "a", Version: "test", Client: []kgo.Opt{kgo.SeedBrokers(cluster.ListenAddrs()...)},
		Want: kafka.Want{
			Topics: kafka.Topics{
				Inputs: []string{"shop.events"}, Intake: own("intake"), Decisions: decisions,
				Quarantine: own("quarantine"), Changelog: own("changelog"), Control: own("control"),
			},
			Create: true, Partitions: 2, Replication: 1,
		},
		Group: "maat-canary", TransactionTimeout: 10 * time.Second, SessionTimeout: 30 * time.Second,
		BatchRecords: 100, BatchInterval: 20 * time.Millisecond, SubjectKey: []byte("0123456789abcdef0123456789abcdef"), Vault: testVault(t),
		Listen: "127.0.0.1:0", Started: func(a string) { addr <- a },
		Policy: instance.Source{
			Read: func() (string, []byte, error) { return "policy.yaml", []byte(canaryPolicy), nil },
			Compile: func(file string, text []byte) (*policy.Program, error) {
				return policy.Compile(file, text, policy.Options{Table: guards.Table()})
			},
		},
		Stores: instance.Memory{}, Clock: func() instant.Time { return instant.Time(time.Now().UnixNano()) },
		Log: slog.New(slog.NewJSONHandler(logs, &slog.HandlerOptions{Level: slog.LevelDebug})), StartTimeout: 10 * time.Second,
	}
}

// drain reads what a topic holds until nothing comes for a moment.
func drain(t *testing.T, cluster *kfake.Cluster, topic string) (all []*kgo.Record) {
	t.Helper()
	client, err := kgo.NewClient(kgo.SeedBrokers(cluster.ListenAddrs()...), kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()), kgo.FetchIsolationLevel(kgo.ReadCommitted()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		records := client.PollFetches(ctx).Records()
		cancel()
		if len(records) == 0 {
			return all
		}
		all = append(all, records...)
	}
}

func await(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 100 {
		if is() {
			return
		}
		time.Sleep(200 * time.Millisecond)
	}
	t.Fatalf("no %s", what)
}

func get(t *testing.T, address string) []byte {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// sink keeps what is written to it, by a logger or by HTTP.
type sink struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (s *sink) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.all.Write(p)
}

func (s *sink) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, _ = s.Write(body)
}

func (s *sink) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.all.Bytes())
}

func (s *sink) String() string { return string(s.bytes()) }
func (s *sink) len() int       { return len(s.bytes()) }
