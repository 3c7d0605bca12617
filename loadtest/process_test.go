package loadtest_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// build compiles a command of this module, with what more go build is told.
func build(t testing.TB, pkg string, flags ...string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), filepath.Base(pkg))
	args := append(append([]string{"build", "-o", binary}, flags...), pkg)
	if out, err := exec.Command("go", args...).CombinedOutput(); err != nil {
		t.Fatalf("go build %s: %v\n%s", pkg, err, out)
	}
	return binary
}

// workspace writes a maat.yaml and what belongs to it into a folder of its own.
func workspace(t testing.TB, brokers []string, pipeline, policy string) string {
	t.Helper()
	dir := t.TempDir()
	key := rand.Text() + rand.Text() // text: of random bytes the last may be a line end, which is not part of a key
	config := fmt.Sprintf(`pipeline: %s
policy: policy.yaml
listen: 127.0.0.1:0
keys: {subject_file: subject.key, storage_file: storage.key}
state: {dir: state}
kafka: {brokers: [%s], transaction_timeout: 10s, session_timeout: 12s}
topics: {inputs: [%s], create: true, partitions: %d, replication: 1}
batch: {max_records: 5000, interval: 100ms}
log: {level: info}
`, pipeline, strings.Join(brokers, ", "), inputTopic, partitions)
	for name, content := range map[string][]byte{"maat.yaml": []byte(config), "policy.yaml": []byte(policy), "subject.key": []byte(key)} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// process is a command that runs beside the test.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	log    string
	ended  chan struct{}
	err    error
	killed atomic.Bool
}

// launch starts a command; its output is added to the file log. The test fails
// when it ends by itself.
func launch(t testing.TB, log, binary string, args ...string) *process {
	t.Helper()
	out, err := os.OpenFile(log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.Command(binary, args...), log: log, ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = out, out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		out.Close()
		close(p.ended)
	}()
	t.Cleanup(func() { p.kill() })
	return p
}

// alive fails the test if the process has ended without being told to.
func (p *process) alive() {
	p.t.Helper()
	select {
	case <-p.ended:
		if !p.killed.Load() {
			p.t.Fatalf("it ended by itself: %v\n%s", p.err, p.tail())
		}
	default:
	}
}

// kill ends it with SIGKILL and waits until it is gone.
func (p *process) kill() {
	p.killed.Store(true)
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Error(err)
	}
	<-p.ended
}

// stop ends it with SIGTERM; it must go by itself, with status 0.
func (p *process) stop(patience time.Duration) {
	p.t.Helper()
	p.alive()
	p.killed.Store(true)
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	select {
	case <-p.ended:
		if p.err != nil {
			p.t.Errorf("after SIGTERM: %v\n%s", p.err, p.tail())
		}
	case <-time.After(patience):
		p.t.Errorf("it does not end within %v of SIGTERM\n%s", patience, p.tail())
	}
}

// cpu is what the process has used, user and system, once it has ended.
func (p *process) cpu() time.Duration {
	<-p.ended
	return p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
}

// tail is the end of the log.
func (p *process) tail() string {
	f, err := os.Open(p.log)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.Size() > 8<<10 {
		if _, err := f.Seek(-8<<10, io.SeekEnd); err != nil {
			return err.Error()
		}
	}
	text, err := io.ReadAll(f)
	if err != nil {
		return err.Error()
	}
	return string(bytes.TrimSpace(text))
}
