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
	"github.com/twmb/franz-go/pkg/kadm"
	"github.com/twmb/franz-go/pkg/kerr"
	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"

	"maat/pipeline"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"maat": main})
}

// subjectKey is the key in the scripts' own keys/subject.
const subjectKey = "0123456789abcdefghijklmnopqrstuv"

// TestScripts runs each script of testdata with a broker of its own:
// $MAAT_KAFKA_BROKERS. Nobody answers at $SILENT. $USER_42 is the pseudonym of user-42.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup:               setup,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": exitStatus, "produce": produce, "eventually": eventually},
	})
}

func setup(env *testscript.Env) error {
	cluster, err := kfake.NewCluster(kfake.NumBrokers(1))
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

// produce writes the lines of a file to a topic in one transaction, by key so
// that they spread over its partitions: produce commit|abort TOPIC FILE.
func produce(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 || args[0] != "commit" && args[0] != "abort" {
		ts.Fatalf("usage: produce commit|abort TOPIC FILE")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	client, err := kgo.NewClient(kgo.SeedBrokers(ts.Getenv("MAAT_KAFKA_BROKERS")), kgo.TransactionalID("script"), kgo.DefaultProduceTopic(args[1]))
	ts.Check(err)
	defer client.Close()
	if _, err := kadm.NewClient(client).CreateTopic(ctx, 3, 1, nil, args[1]); !errors.Is(err, kerr.TopicAlreadyExists) {
		ts.Check(err)
	}
	ts.Check(client.BeginTransaction())
	for line := range bytes.Lines([]byte(os.Expand(ts.ReadFile(args[2]), ts.Getenv))) {
		value := bytes.TrimSuffix(line, []byte("\n"))
		ts.Check(client.ProduceSync(ctx, &kgo.Record{Key: value, Value: value}).FirstErr())
	}
	ts.Check(client.EndTransaction(ctx, kgo.TransactionEndTry(args[0] == "commit")))
}

// eventually runs a program until it succeeds: eventually PROGRAM [ARGS...].
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: eventually PROGRAM [ARGS...]")
	}
	end := time.Now().Add(30 * time.Second)
	for {
		err := ts.Exec(args[0], args[1:]...)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("it never succeeded: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}
