package helm_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The image and the chart say the same of user, port, program and arguments, and
// nothing in the image was run to make it.
func TestImageIsWhatTheChartRuns(t *testing.T) {
	image := dockerfile(t, read(t, "../Dockerfile"))
	values := parse(t, read(t, "maat/values.yaml"))[0]
	pods := only(t, rendering{"minimal"}.objects(t), "StatefulSet")

	user := fmt.Sprintf("%v:%v", values.at("securityContext", "runAsUser"), values.at("securityContext", "runAsGroup"))
	if got := image["USER"]; got != user {
		t.Errorf("USER is %s, the chart runs it as %s", got, user)
	}
	if got := image["EXPOSE"]; got != fmt.Sprint(values["opsPort"]) {
		t.Errorf("EXPOSE is %s, the chart's opsPort %v", got, values["opsPort"])
	}
	var args []any
	if err := json.Unmarshal([]byte(image["CMD"]), &args); err != nil {
		t.Fatalf("CMD %s: %v", image["CMD"], err)
	}
	if diff := cmp.Diff(containers(pods)[0].at("args"), any(args)); diff != "" {
		t.Errorf("CMD is not what the chart passes (-chart +image)\n%s", diff)
	}
	copied := strings.Fields(image["COPY"])
	if got := image["ENTRYPOINT"]; got != fmt.Sprintf("[%q]", copied[len(copied)-1]) {
		t.Errorf("ENTRYPOINT is %s, copied is %s", got, copied[len(copied)-1])
	}
	if copied[0] != "--chmod=0555" {
		t.Errorf("COPY %s: nobody may write the binary", image["COPY"])
	}
	if from := image["FROM"]; from != "scratch" {
		t.Errorf("FROM %s: a base brings what Maat does not need", from)
	}
}

// dockerfile reads the instructions, of which Maat's has each once and no RUN:
// there is no shell to run anything.
func dockerfile(t *testing.T, text string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for line := range strings.Lines(text) {
		word, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if word == "" || strings.HasPrefix(word, "#") {
			continue
		}
		if _, twice := out[word]; twice || word == "RUN" {
			t.Errorf("Dockerfile: a second %s, or a RUN: %s", word, rest)
		}
		out[word] = rest
	}
	for _, word := range []string{"FROM", "COPY", "USER", "EXPOSE", "ENTRYPOINT", "CMD"} {
		if out[word] == "" {
			t.Fatalf("Dockerfile: no %s", word)
		}
	}
	return out
}
