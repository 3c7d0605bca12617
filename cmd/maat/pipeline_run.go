package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"maat/pipeline/config"
	"maat/pipeline/instance"
	"maat/pipeline/instant"
	"maat/pipeline/kafka"
	"maat/pipeline/telemetry"
	"maat/pipeline/vault"
)

// startTimeout is how long the brokers may be out of reach when Maat starts.
const startTimeout = time.Minute

// clock is the wall clock.
func clock() instant.Time { return instant.Time(time.Now().UnixNano()) }

// runPipeline runs until ctx ends. The secrets of c have been read; log is
// where lines for the operator go.
func runPipeline(ctx context.Context, c *config.Config, log io.Writer) error {
	logger, err := telemetry.Logger(log, c.Log.Level)
	if err != nil {
		return err
	}
	keys, err := openVault(c)
	if err != nil {
		return err
	}
	client, err := kafka.ClientOptions(c.Kafka)
	if err != nil {
		return err
	}
	err = instance.Run(ctx, instance.Options{
		Pipeline: c.Pipeline, Instance: c.Instance, Version: build().version,
		Client: client, Group: c.Group, Want: want(c),
		TransactionTimeout: c.Kafka.TransactionTimeout, SessionTimeout: c.Kafka.SessionTimeout,
		BatchRecords: c.Batch.MaxRecords, BatchInterval: c.Batch.Interval,
		SubjectKey: c.Keys.Subject.Reveal(), Vault: keys, Listen: c.Listen,
		Policy: instance.Source{
			Read: func() (string, []byte, error) {
				text, err := os.ReadFile(c.Policy)
				return c.Policy, text, err
			},
			Compile: compileFor(c, c.Keys.Find),
		},
		Stores: instance.Disk{Dir: c.State.Dir, Rows: max(1, c.State.CacheRows/c.Topics.Partitions), Log: logger},
		Clock:  clock, Log: logger, StartTimeout: startTimeout,
	})
	if _, ok := errors.AsType[*instance.UnreachableError](err); ok {
		return fail(unreachable, "%w (kafka.brokers: %s)", err, strings.Join(c.Kafka.Brokers, ", "))
	}
	return err
}

// openVault is the vault of the storage keys, which have been read.
func openVault(c *config.Config) (*vault.Vault, error) {
	ring, err := vault.Parse(c.Keys.Storage.Reveal(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("keys.storage_file: %s: %w", c.Keys.StorageFile, err)
	}
	return vault.New(ring, rand.Reader)
}

func want(c *config.Config) kafka.Want {
	return kafka.Want{
		Topics: kafka.Topics{
			Inputs: c.Topics.Inputs, Intake: c.Topics.Intake, Decisions: c.Topics.Decisions,
			Quarantine: c.Topics.Quarantine, Changelog: c.Topics.Changelog, Control: c.Topics.Control,
		},
		Create: c.Topics.Create, Partitions: int32(c.Topics.Partitions), Replication: int16(c.Topics.Replication),
	}
}
