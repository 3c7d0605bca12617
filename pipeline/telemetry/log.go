package telemetry

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"go.opentelemetry.io/otel/trace"
)

// Levels are the names that Logger understands.
func Levels() []string { return []string{"debug", "info", "warn", "error"} }

// Logger writes one JSON object a line to w from level on, with trace_id and
// span_id where the context has a sampled span. Text cannot break out of its
// line or act on a terminal: control and formatting characters are escaped.
func Logger(w io.Writer, level string) (*slog.Logger, error) {
	var l slog.Level
	if !slices.Contains(Levels(), level) || l.UnmarshalText([]byte(level)) != nil {
		return nil, fmt.Errorf("log level must be one of %s", strings.Join(Levels(), ", "))
	}
	return slog.New(traced{slog.NewJSONHandler(escaper{w}, &slog.HandlerOptions{Level: l})}), nil
}

// escaper rewrites the JSON of one record a Write, as slog promises. Outside
// strings JSON has only ASCII and a line feed, so every rune that it touches is
// inside one.
type escaper struct{ w io.Writer }

func (e escaper) Write(line []byte) (int, error) {
	out := line
	if i := bytes.IndexFunc(line, acts); i >= 0 {
		out = escapeFrom(line, i)
	}
	if _, err := e.w.Write(out); err != nil {
		return 0, err
	}
	return len(line), nil
}

// acts says that a rune may break a line or do something to a terminal.
func acts(r rune) bool {
	return r >= 0x7f && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp))
}

// escapeFrom copies line up to i and rewrites the rest.
func escapeFrom(line []byte, i int) []byte {
	out := slices.Clone(line[:i])
	for _, r := range string(line[i:]) {
		if !acts(r) {
			out = utf8.AppendRune(out, r)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) { // two of them above U+FFFF
			out = fmt.Appendf(out, `\u%04x`, unit)
		}
	}
	return out
}

// traced adds the ids of the span that the context carries.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsSampled() {
		r.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h traced) WithAttrs(attrs []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(attrs)} }

func (h traced) WithGroup(name string) slog.Handler { return traced{h.Handler.WithGroup(name)} }

// complaints is OpenTelemetry's error handler. A collector that is down fails
// every few seconds in the same words: one line says it.
type complaints struct {
	log *slog.Logger

	mu   sync.Mutex
	last string
}

// Handle implements otel.ErrorHandler.
func (c *complaints) Handle(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if text := err.Error(); text != c.last {
		c.last = text
		c.log.Warn("telemetry export failed", "component", "telemetry", "error", text)
	}
}
