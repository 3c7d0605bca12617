package config

import (
	"strings"
	"testing"

	"maat/pipeline/source"
)

// FuzzParse: no text makes the reader panic, what it takes it prints as
// something that it takes, and no error shows what stands behind `password:`.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"", least, whole, "a: *b", "kafka: {sasl: {password: canary}}", "pipeline: [", "? {a: b}\n: c", "keys: {hmac: {a: b, a: c}}", "\xff\xfe", "state: &a\n  dir: *a"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parse(source.NewFile("maat.yaml", []byte(text)), []byte(text), "/conf", nil)
		if err != nil {
			return
		}
		printed, err := c.YAML()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parse(source.NewFile("maat.yaml", printed), printed, "/elsewhere", nil)
		if err != nil {
			t.Fatalf("what it printed it refuses: %v\n%s", err, printed)
		}
		same(t, c, again)
	})
}

// FuzzDiscreet: whatever else stands on the line, a secret after its key does
// not pass.
func FuzzDiscreet(f *testing.F) {
	f.Add("", "")
	f.Add("sasl: {mechanism: x, ", ", username: y}")
	f.Add("password_file: a, token: ", "")
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.ContainsAny(before+after, "\n\r") || strings.Contains(before+after, "canary") {
			return
		}
		if line := discreet(before + "password: canary" + after); strings.Contains(line, "canary") && !strings.HasSuffix(before, "_file") {
			t.Errorf("%q", line)
		}
	})
}
