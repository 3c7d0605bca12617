package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"maat": main})
}

// subjectKey is the key in the scripts' own keys/subject.
const subjectKey = "0123456789abcdefghijklmnopqrstuv"

// decisionsTopic is what the scripts' pipeline webshop calls it.
const decisionsTopic = "maat.webshop.decisions"

// TestScripts runs each script of testdata with a broker of its own:
// $MAAT_KAFKA_BROKERS. Nobody answers at $SILENT. $USER_42 is the pseudonym of user-42.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup:               setup,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": exitStatus, "decide": decide},
	})
}

func setup(env *testscript.Env) error {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(3, decisionsTopic))
	if err != nil {
		return err
	}
	env.Defer(cluster.Close)
	env.Setenv("MAAT_KAFKA_BROKERS", strings.Join(cluster.ListenAddrs(), ","))
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Defer(func() { _ = silent.Close() })
	env.Setenv("SILENT", silent.Addr().String())
	env.Setenv("MAAT_INSTANCE", "one")
	env.Setenv("GORACE", "atexit_sleep_ms=0") // a program built with -race rests for a second before it ends
	p, err := pipeline.NewPseudonyms([]byte(subjectKey))
	if err != nil {
		return err
	}
	of := p.Of("user-42")
	env.Setenv("USER_42", hex.EncodeToString(of[:]))
	return nil
}

// exitStatus runs a program and compares its exit status: status 2 maat check.
func exitStatus(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status CODE PROGRAM [ARGS...]")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		got = ended.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit status %d, want %s", got, args[0])
	}
}

// decide writes the lines of a file to the decisions topic in one transaction,
// by key so that they spread over the partitions: decide commit FILE.
func decide(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 || args[0] != "commit" && args[0] != "abort" {
		ts.Fatalf("usage: decide commit|abort FILE")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	client, err := kgo.NewClient(kgo.SeedBrokers(ts.Getenv("MAAT_KAFKA_BROKERS")), kgo.TransactionalID("script"), kgo.DefaultProduceTopic(decisionsTopic))
	ts.Check(err)
	defer client.Close()
	ts.Check(client.BeginTransaction())
	for line := range bytes.Lines([]byte(os.Expand(ts.ReadFile(args[1]), ts.Getenv))) {
		value := bytes.TrimSuffix(line, []byte("\n"))
		ts.Check(client.ProduceSync(ctx, &kgo.Record{Key: value, Value: value}).FirstErr())
	}
	ts.Check(client.EndTransaction(ctx, kgo.TransactionEndTry(args[0] == "commit")))
}
