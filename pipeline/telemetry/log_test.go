package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
)

// noMetrics takes every metric and shows none.
type noMetrics struct{ prometheus.Registerer }

func (noMetrics) Register(prometheus.Collector) error { return nil }

func logger(t *testing.T, level string) (*slog.Logger, *bytes.Buffer) {
	t.Helper()
	var out bytes.Buffer
	l, err := Logger(&out, level)
	if err != nil {
		t.Fatal(err)
	}
	return l, &out
}

// Whatever text is logged: it stays on its line, does nothing to a terminal,
// and can be read back as it was.
func TestLogEscapes(t *testing.T) {
	for name, text := range map[string]string{
		"line feed": "a\nb", "carriage return": "a\r\nb", "ANSI": "a\x1b[31mb", "C1 CSI": "a\u009b31mb", "next line": "a\u0085b", "DEL": "a\x7fb",
		"line separator": "a\u2028b", "paragraph separator": "a\u2029b", "right to left": "a\u202eb", "isolate": "a\u2066b", "zero width": "a\u200bb",
		"soft hyphen": "a\u00adb", "byte order": "a\ufeffb", "tag": "a\U000e0061b", "shorthand": "a\U0001bca0b", "NUL": "a\x00b", "quote": `a"},{"b`,
		"two": "\u2028é\U000e0041\x9f日\u202e", "plain": "naïve 日本 😀 \\u2028",
	} {
		l, out := logger(t, "info")
		l.With("key"+text, text).WithGroup("group").Info(text, "value", text) //nolint:sloglint // what a message holds is what is tried
		line := out.String()
		if strings.Count(line, "\n") != 1 || !strings.HasSuffix(line, "\n") {
			t.Errorf("%s: %d lines: %q", name, strings.Count(line, "\n"), line)
		}
		for _, r := range strings.TrimSuffix(line, "\n") {
			if r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0xad || r >= 0x200b && r <= 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2060 && r <= 0x206f ||
				r == 0xfeff || r >= 0xe0000 || r >= 0x1bca0 && r <= 0x1bca3 {
				t.Errorf("%s: %U stands in %q", name, r, line)
			}
		}
		var got struct {
			Msg   string `json:"msg"`
			Group struct {
				Value string `json:"value"`
			} `json:"group"`
		}
		want := strings.ToValidUTF8(text, "\ufffd")
		if err := json.Unmarshal(out.Bytes(), &got); err != nil || got.Msg != want || got.Group.Value != want {
			t.Errorf("%s: %q reads as %q and %q, %v", name, line, got.Msg, got.Group.Value, err)
		}
	}
}

func TestLogLevels(t *testing.T) {
	for i, level := range Levels() {
		l, out := logger(t, level)
		l.Debug("x")
		l.Info("x")
		l.Warn("x")
		l.Error("x")
		if got := strings.Count(out.String(), "\n"); got != 4-i {
			t.Errorf("from %s on: %d lines", level, got)
		}
	}
	for _, level := range []string{"", "INFO", "info+1", "trace", "0"} {
		if l, err := Logger(&bytes.Buffer{}, level); err == nil || l != nil {
			t.Errorf("the level %q is taken", level)
		}
	}
}

// A line says to which span it belongs where the span is sampled.
func TestLogNamesTheSpan(t *testing.T) {
	tel, _ := recording(t, "")
	l, out := logger(t, "info")
	ctx, span := tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", sampled)})
	l.InfoContext(ctx, "in it")
	span.End()
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if id, _ := got["span_id"].(string); got["trace_id"] != traceID || len(id) != 16 || id == parentID {
		t.Errorf("the line says %s", out)
	}
	out.Reset()
	ctx, _ = tel.Process(t.Context(), Incoming{Topic: "shop", Headers: headers("traceparent", silent)})
	l.InfoContext(ctx, "not sampled")
	l.InfoContext(context.Background(), "no span")
	if strings.Contains(out.String(), "trace_id") {
		t.Errorf("the lines say %s", out)
	}
}

// A writer that fails is reported to slog as it is.
func TestLogWriterFails(t *testing.T) {
	if n, err := (escaper{full{}}).Write([]byte("{}\n")); n != 0 || !errors.Is(err, errFull) {
		t.Errorf("%d bytes, %v", n, err)
	}
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

// Each complaint of OpenTelemetry is said once until another comes.
func TestComplaints(t *testing.T) {
	l, out := logger(t, "info")
	c := &complaints{log: l}
	for _, text := range []string{"down", "down", "down", "up\nside", "down"} {
		c.Handle(errors.New(text))
	}
	if got := strings.Count(out.String(), "\n"); got != 3 || strings.Count(out.String(), `"telemetry export failed"`) != 3 {
		t.Errorf("%d lines: %s", got, out)
	}
}
