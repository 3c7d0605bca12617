package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cockroachdb/datadriven"

	"maat/pipeline/source"
)

// TestMistakes is a corpus of wrong configurations: the text, then every error.
// `with-least` adds what is required, so that only the mistake is left; each
// line of env= is a variable.
func TestMistakes(t *testing.T) {
	datadriven.RunTest(t, "testdata/mistakes.txt", func(t *testing.T, d *datadriven.TestData) string {
		text := d.Input + "\n"
		var environ []string
		for _, arg := range d.CmdArgs {
			if arg.Key != "with-least" {
				environ = append(environ, arg.Key+"="+strings.Join(arg.Vals, ","))
			}
		}
		if d.HasArg("with-least") {
			text = least + text
		}
		c, err := read(t, text, environ...)
		if err == nil {
			return "ok: " + c.Pipeline
		}
		return err.Error()
	})
}

func TestFileThatCannotBeRead(t *testing.T) {
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil)
	var problems source.Problems
	if !errors.Is(err, os.ErrNotExist) || errors.As(err, &problems) {
		t.Errorf("got %v, want that the file does not exist", err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// keyed is a folder with a maat.yaml and the files of its secrets.
func keyed(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if files["storage"] == "" && len(files) > 0 {
		write(t, filepath.Join(dir, "storage"), stored)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	write(t, filepath.Join(dir, "maat.yaml"), `pipeline: webshop
policy: policy.yaml
keys:
  subject_file: subject
  storage_file: storage
  hmac:
    crm: crm
kafka:
  brokers: [kafka:9092]
  sasl: {mechanism: scram-sha-256, username: maat, password_file: password}
topics: {inputs: [shop.events]}
`)
	return dir
}

const long = "0123456789abcdefghijklmnopqrstuv"

// stored is a file of storage keys, the second of which is the one before.
const stored = "2026-11 MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0dXY=\n2025-11 MTIzNDU2Nzg5YWJjZGVmZ2hpamtsbW5vcHFyc3R1djA=\n"

func TestSecretsAreReadFromTheirFiles(t *testing.T) {
	dir := keyed(t, map[string]string{"subject": long + "\n\n", "crm": "\x00\xff" + long, "password": "hunter2\r\n"})
	c, err := Load(filepath.Join(dir, "maat.yaml"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.ReadSecrets(); err != nil {
		t.Fatal(err)
	}
	crm, ok := c.Keys.Find("crm")
	for name, pair := range map[string][2]string{
		"storage":                        {string(c.Keys.Storage.Reveal()), strings.TrimSuffix(stored, "\n")},
		"subject, one line feed trimmed": {string(c.Keys.Subject.Reveal()), long + "\n"},
		"crm, raw bytes":                 {string(crm), "\x00\xff" + long},
		"password":                       {string(c.Kafka.SASL.Password.Reveal()), "hunter2"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %q, want %q", name, pair[0], pair[1])
		}
	}
	if _, unknown := c.Keys.Find("other"); !ok || unknown {
		t.Error("Find does not tell a key that there is from one that there is not")
	}
}

func TestSecretsThatAreNoneAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []string
	}{
		"all at once, each at its place": {nil, []string{
			"maat.yaml:4:17: keys.subject_file: ", "subject: no such file or directory", "maat.yaml:7:10: keys.hmac.crm: ", "maat.yaml:10:67: kafka.sasl.password_file: "}},
		"a storage key cut off": {map[string]string{"subject": long, "crm": long + "2", "password": "x", "storage": stored + "2024 MDEyMzQ1Njc4OQ=="},
			[]string{"maat.yaml:5:17: keys.storage_file: ", "storage: line 3: the key after the ID is not 32 bytes in base64"}},
		"short":        {map[string]string{"subject": "sesame\n", "crm": long, "password": "x"}, []string{"holds 6 bytes; at least 32 are needed"}},
		"empty":        {map[string]string{"subject": long, "crm": long + "2", "password": "\n"}, []string{"password: the file is empty"}},
		"large":        {map[string]string{"subject": strings.Repeat("x", secretsMax+2), "crm": long, "password": "x"}, []string{"larger than 65536 bytes"}},
		"one for both": {map[string]string{"subject": long, "crm": long + "\n", "password": "x"}, []string{"maat.yaml:7:10: keys.hmac.crm is the subject key"}},
	} {
		config, err := Load(filepath.Join(keyed(t, c.files), "maat.yaml"), nil)
		if err != nil {
			t.Fatal(err)
		}
		err = config.ReadSecrets()
		var problems source.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%s: got %v, want problems", name, err)
			continue
		}
		for _, want := range c.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want it to say %q", name, err, want)
			}
		}
		if strings.Contains(err.Error(), "sesame") || strings.Contains(err.Error(), long) {
			t.Errorf("%s: the error shows a secret: %v", name, err)
		}
	}
}

func TestTokenIsReadAtEachUse(t *testing.T) {
	s := SASL{TokenFile: filepath.Join(t.TempDir(), "token")}
	if _, err := s.Token(); err == nil || !strings.Contains(err.Error(), "kafka.sasl.token_file") {
		t.Errorf("got %v, want an error that names the setting", err)
	}
	for _, want := range []string{"first", "second"} {
		write(t, s.TokenFile, want+"\n")
		token, err := s.Token()
		if err != nil || string(token.Reveal()) != want {
			t.Errorf("got %q, %v, want %q", token.Reveal(), err, want)
		}
	}
}

func TestPasswordFollowsItsFile(t *testing.T) {
	s := SASL{PasswordFile: filepath.Join(t.TempDir(), "password"), Password: NewSecret([]byte("start"))}
	if got := s.Current().Reveal(); string(got) != "start" {
		t.Errorf("got %q while the file is away, want the one of the start", got)
	}
	write(t, s.PasswordFile, "changed\n")
	if got := s.Current().Reveal(); string(got) != "changed" {
		t.Errorf("got %q, want what the file says now", got)
	}
}

func TestSpans(t *testing.T) {
	for text, want := range map[string]string{
		"100ms": "100ms", "1s50ms": "1s50ms", "15s": "15s", "1m": "1m", "90s": "1m30s", "1500ms": "1s500ms", "0ms": "0s", "1d12h": "1d12h",
	} {
		d, ok := parseSpan(text)
		if got := formatSpan(d); !ok || got != want {
			t.Errorf("%s reads as %s, %v, want %s", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "ms", "5", "1.5s", "-1s", "50ms1s", "s50ms", "1h 5m", "99999999999ms", "1S"} {
		if d, ok := parseSpan(text); ok {
			t.Errorf("%q reads as %s", text, d)
		}
	}
}
