package config

import (
	"slices"
	"strings"
	"time"
)

// setting is one line of maat.yaml. Where it is kept says of which type it is:
// *string, *int, *bool, *time.Duration, *[]string or *map[string]string.
type setting struct {
	path     string // dotted as in the file; MAAT_ and upper case with _ in the environment
	doc      string // one sentence, for the schema
	at       func(*Config) any
	rule     rule // of a text, or of each text of a list or mapping
	min, max int64
	required bool
	derived  string // its default in words, where it depends on another
}

// env is the variable that wins over the file.
func (s *setting) env() string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(s.path, ".", "_"))
}

const (
	second = int64(time.Second)
	minute = int64(time.Minute)
)

// settings is all of them, in the order in which they are printed.
func settings() []setting {
	return slices.Concat(process(), kafka(), flow(), people())
}

func process() []setting {
	return []setting{
		{path: "pipeline", required: true, rule: nameRule, at: func(c *Config) any { return &c.Pipeline },
			doc: "Names the pipeline; its consumer group, topics and transactions are called after it."},
		{path: "instance", rule: podRule, derived: "the name of the host", at: func(c *Config) any { return &c.Instance },
			doc: "Names this process among those of the pipeline; no two at the same time may have the same, and it stays across restarts."},
		{path: "policy", required: true, rule: fileRule, at: func(c *Config) any { return &c.Policy },
			doc: "The file of the policy. Relative paths start at the folder of maat.yaml."},
		{path: "listen", rule: listenRule, at: func(c *Config) any { return &c.Listen },
			doc: "The address of /healthz, /readyz and /metrics."},
		{path: "keys.subject_file", required: true, rule: fileRule, at: func(c *Config) any { return &c.Keys.SubjectFile },
			doc: "The file of the key that makes the pseudonyms of people: at least 32 bytes, random."},
		{path: "keys.hmac", rule: fileRule, at: func(c *Config) any { return &c.Keys.HMACFiles },
			doc: "The files of the keys of the policy's `hmac: NAME`, by name: at least 32 bytes each."},
		{path: "keys.link_file", rule: fileRule, at: func(c *Config) any { return &c.Keys.LinkFile },
			doc: "The file of the keys that seal the links to people's pages: a line for each, ID BASE64, at least 32 random bytes. The first seals, the others still open. Without it there are no such pages."},
		{path: "state.dir", rule: fileRule, derived: "maat-state beside maat.yaml", at: func(c *Config) any { return &c.State.Dir },
			doc: "The folder of the local state, a cache of the changelog topic."},
		{path: "state.cache_rows", min: 1, max: 1_000_000_000, at: func(c *Config) any { return &c.State.CacheRows },
			doc: "How many people's rows are kept decoded in memory."},
	}
}

func kafka() []setting {
	return []setting{
		{path: "kafka.brokers", required: true, rule: addressRule, at: func(c *Config) any { return &c.Kafka.Brokers },
			doc: "Addresses at which the cluster is found, as host:port."},
		{path: "kafka.tls.enabled", at: func(c *Config) any { return &c.Kafka.TLS.Enabled },
			doc: "Speak TLS to the brokers."},
		{path: "kafka.tls.ca_file", rule: fileRule, derived: "the authorities that the system trusts", at: func(c *Config) any { return &c.Kafka.TLS.CAFile },
			doc: "The file of the certificates (PEM) that the brokers' certificates are checked against."},
		{path: "kafka.tls.cert_file", rule: fileRule, at: func(c *Config) any { return &c.Kafka.TLS.CertFile },
			doc: "The file of the client certificate (PEM); with key_file. Read at each connection."},
		{path: "kafka.tls.key_file", rule: fileRule, at: func(c *Config) any { return &c.Kafka.TLS.KeyFile },
			doc: "The file of the client certificate's key (PEM); with cert_file. Read at each connection."},
		{path: "kafka.tls.server_name", rule: textRule, derived: "the host of the broker's address", at: func(c *Config) any { return &c.Kafka.TLS.ServerName },
			doc: "The name that the brokers' certificates must have."},
		{path: "kafka.sasl.mechanism", rule: choice(SCRAMSHA256, SCRAMSHA512, OAUTHBEARER), at: func(c *Config) any { return &c.Kafka.SASL.Mechanism },
			doc: "How Maat shows who it is; absent or empty: it does not."},
		{path: "kafka.sasl.username", rule: textRule, at: func(c *Config) any { return &c.Kafka.SASL.Username },
			doc: "The user of the SCRAM mechanisms."},
		{path: "kafka.sasl.password_file", rule: fileRule, at: func(c *Config) any { return &c.Kafka.SASL.PasswordFile },
			doc: "The file of the password of the SCRAM mechanisms."},
		{path: "kafka.sasl.token_file", rule: fileRule, at: func(c *Config) any { return &c.Kafka.SASL.TokenFile },
			doc: "The file of the token of oauthbearer. Read at each use."},
		{path: "kafka.transaction_timeout", min: second, max: 15 * minute, at: func(c *Config) any { return &c.Kafka.TransactionTimeout },
			doc: "After this long the broker aborts the transaction of a process that died; shorter than session_timeout."},
		{path: "kafka.session_timeout", min: 6 * second, max: 30 * minute, at: func(c *Config) any { return &c.Kafka.SessionTimeout },
			doc: "After this long without a sign of life the partitions of a process go to another."},
	}
}

func flow() []setting {
	return []setting{
		{path: "topics.inputs", rule: topicRule, at: func(c *Config) any { return &c.Topics.Inputs },
			doc: "The topics to read. They may be empty where topics.intake names a topic whose records are keyed by person already."},
		{path: "topics.intake", rule: topicRule, derived: "maat.PIPELINE.intake", at: func(c *Config) any { return &c.Topics.Intake },
			doc: "Holds the inputs keyed by person. Without inputs it is the topic to read: one that has all records of a person in one partition."},
		{path: "topics.decisions", rule: topicRule, derived: "maat.PIPELINE.decisions", at: func(c *Config) any { return &c.Topics.Decisions },
			doc: "Holds what was decided and why."},
		{path: "topics.quarantine", rule: topicRule, derived: "maat.PIPELINE.quarantine", at: func(c *Config) any { return &c.Topics.Quarantine },
			doc: "Holds what cannot be read, whole."},
		{path: "topics.changelog", rule: topicRule, derived: "maat.PIPELINE.changelog", at: func(c *Config) any { return &c.Topics.Changelog },
			doc: "Holds the state of every person; compacted."},
		{path: "topics.control", rule: topicRule, derived: "maat.PIPELINE.control", at: func(c *Config) any { return &c.Topics.Control },
			doc: "Holds what people ask of the pipeline: halt, resume, shadow."},
		{path: "topics.create", at: func(c *Config) any { return &c.Topics.Create },
			doc: "Create the topics that are absent; else refuse to start without them."},
		{path: "topics.partitions", min: 1, max: 10_000, at: func(c *Config) any { return &c.Topics.Partitions },
			doc: "Partitions of the topics that are created."},
		{path: "topics.replication", min: 1, max: 100, at: func(c *Config) any { return &c.Topics.Replication },
			doc: "Replicas of the topics that are created."},
		{path: "group", rule: nameRule, derived: "maat-PIPELINE", at: func(c *Config) any { return &c.Group },
			doc: "The consumer group."},
		{path: "batch.max_records", min: 1, max: 1_000_000, at: func(c *Config) any { return &c.Batch.MaxRecords },
			doc: "At most this many records go into one transaction."},
		{path: "batch.interval", min: int64(time.Millisecond), max: minute, at: func(c *Config) any { return &c.Batch.Interval },
			doc: "A transaction waits this long for more records; shorter than kafka.transaction_timeout."},
		{path: "log.level", rule: choice("debug", "info", "warn", "error"), at: func(c *Config) any { return &c.Log.Level },
			doc: "The least important lines that are still written."},
	}
}
