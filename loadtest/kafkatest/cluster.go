// Package kafkatest starts a real Apache Kafka for a test and stops it when the test ends.
//
// A fake broker completes a transaction at once and knows no replication, so what only goes wrong between a real
// coordinator and its replicas is tested here. The broker needs Java 17 and, the first time, Maven (see
// loadtest/kafka.sh). Where they are missing the test fails: a proof that was skipped is no proof.
package kafkatest

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Options say what to start. The zero value is one node with its data in the test's own temporary folder.
type Options struct {
	Nodes      int      // brokers, 1 to 9; 0 means 1. From 3 on topics have three replicas, of which two must answer
	Memory     bool     // keep the data in /dev/shm where there is one: for measuring rates, not for disks
	Heap       string   // of each node, as Java spells it; "" means 512m
	Properties []string // further lines of server.properties, such as "message.max.bytes=2000000"
}

// Cluster is a running Kafka. Its methods fail the test that started it.
type Cluster struct {
	Brokers []string // bootstrap addresses, host:port, node 1 first

	t      testing.TB
	script string
	dir    string
	env    []string
}

// attempts at finding free ports: between the look and the start another process may take one.
const attempts = 5

// Start starts a cluster, waits until every node serves, and stops it at the end of the test. It fails the test
// when Kafka cannot run here.
func Start(t testing.TB, opts Options) *Cluster {
	t.Helper()
	nodes := max(opts.Nodes, 1)
	script, err := findScript()
	if err != nil {
		t.Fatal(err)
	}
	c := &Cluster{t: t, script: script, env: environment(opts)}
	for range attempts {
		if err = c.start(nodes, dataDir(t, opts.Memory)); err == nil {
			t.Cleanup(c.stop)
			return c
		}
		if !strings.Contains(err.Error(), "is taken") {
			break
		}
	}
	t.Fatalf("a real Kafka is needed here: %v", err)
	return nil
}

// Kill ends a node with SIGKILL; 1 is the first.
func (c *Cluster) Kill(node int) {
	c.t.Helper()
	c.must("kill", c.dir, strconv.Itoa(node))
}

// Revive starts a killed node again with the data that it had, and waits until it serves.
func (c *Cluster) Revive(node int) {
	c.t.Helper()
	c.must("revive", c.dir, strconv.Itoa(node))
}

func (c *Cluster) start(nodes int, dir string) error {
	ports, err := freePorts(nodes)
	if err != nil {
		return err
	}
	c.dir = dir
	out, err := c.run("start", dir, ports)
	if err != nil {
		_, stopErr := c.run("stop", dir)
		return errors.Join(err, stopErr, os.RemoveAll(dir))
	}
	c.Brokers = strings.Split(strings.TrimSpace(out), ",")
	return nil
}

func (c *Cluster) stop() {
	c.must("stop", c.dir)
	if err := os.RemoveAll(c.dir); err != nil {
		c.t.Errorf("kafkatest: %v", err)
	}
}

func (c *Cluster) must(args ...string) {
	c.t.Helper()
	if _, err := c.run(args...); err != nil {
		c.t.Fatal(err)
	}
}

func (c *Cluster) run(args ...string) (string, error) {
	cmd := exec.Command("bash", append([]string{c.script}, args...)...)
	cmd.Env = c.env
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("kafka.sh %s: %w: %s", args[0], err, strings.TrimSpace(errs.String()))
	}
	return out.String(), nil
}

func environment(opts Options) []string {
	env := append(os.Environ(), "KAFKA_TEST_OWNER="+strconv.Itoa(os.Getpid()))
	if opts.Heap != "" {
		env = append(env, "KAFKA_TEST_HEAP="+opts.Heap)
	}
	if len(opts.Properties) > 0 {
		env = append(env, "KAFKA_TEST_PROPS="+strings.Join(opts.Properties, "\n"))
	}
	return env
}

// dataDir makes a new folder for every attempt: a failed start may have left half a cluster in the last one.
func dataDir(t testing.TB, memory bool) string {
	parent := t.TempDir()
	if info, err := os.Stat("/dev/shm"); memory && err == nil && info.IsDir() {
		parent = "/dev/shm"
	}
	dir, err := os.MkdirTemp(parent, "maat-kafka-")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// findScript looks for loadtest/kafka.sh upwards from the folder of the test, so that any package may use it.
func findScript() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		script := filepath.Join(dir, "loadtest", "kafka.sh")
		if _, err := os.Stat(script); err == nil {
			return script, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", errors.New("kafkatest: no loadtest/kafka.sh above the working directory")
		}
		dir = parent
	}
}
