#!/usr/bin/env bash
# kafka.sh - a real Apache Kafka on loopback for tests: KRaft, every node broker and controller at once.
# The jars come from Maven; nothing is installed and nothing runs as a service.
#
#   kafka.sh start  DIR PORT[,PORT...]   one node a port; prints the bootstrap addresses on stdout
#   kafka.sh stop   DIR                  stop every node: SIGTERM, after KAFKA_TEST_STOP seconds SIGKILL
#   kafka.sh kill   DIR NODE             SIGKILL one node (1 is the first)
#   kafka.sh revive DIR NODE             start a killed node again, with the data that it had
#   kafka.sh status DIR                  a line a node: number, port, pid or "-", up or down
#   kafka.sh jars                        only download; prints the folder
#
# A node takes its PORT for clients and PORT+1 for the controller. Starting a DIR again keeps its data.
# Needs bash, flock, java >= 17 and, until the jars are cached, mvn.
# Environment: KAFKA_TEST_VERSION  KAFKA_TEST_CACHE (jars)  KAFKA_TEST_HEAP (512m)  KAFKA_TEST_PROPS (more
# lines of server.properties)  KAFKA_TEST_READY (60)  KAFKA_TEST_STOP (10)  KAFKA_TEST_OWNER (a pid: when that
# process is gone the nodes are killed, so that a crashed test leaves no broker behind)
set -euo pipefail

version=${KAFKA_TEST_VERSION:-4.3.1}
cache=${KAFKA_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/maat/kafka-$version}
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/$(basename "${BASH_SOURCE[0]}")

die() { echo "kafka.sh: $*" >&2; exit 4; }
usage() { sed -n '2,18p' "$self" | sed 's/^# \{0,1\}//' >&2; exit 2; }

need_java() {
  local major
  command -v "$java" >/dev/null || die "no java found: install a Java 17 (or newer) runtime"
  major=$("$java" -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p')
  [ "${major:-0}" -ge 17 ] || die "java is version ${major:-unknown}: Kafka $version needs 17 or newer"
}

# The jars are fetched by whoever holds the lock; the others wait and find them complete.
jars() {
  mkdir -p "$cache"
  (
    flock 9
    [ -f "$cache/complete" ] && exit 0
    command -v mvn >/dev/null || die "no mvn found: it is needed once, to download Kafka $version"
    rm -rf "$cache/jars"
    cat >"$cache/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>maat</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
    <dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.4</version></dependency>
  </dependencies>
</project>
POM
    mvn -q -B -f "$cache/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
      -DincludeScope=runtime -DoutputDirectory="$cache/jars" >&2 || die "mvn could not download Kafka $version"
    touch "$cache/complete"
  ) 9>"$cache/lock"
}

# A pid file can outlive its process: only a process that runs this very configuration is ours.
alive() { # NODEDIR
  local pid
  pid=$(cat "$1/pid" 2>/dev/null) && [ -n "$pid" ] &&
    tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$1/server.properties"
}
listening() { (exec 7<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

ports_of() { tr ',' ' ' <"$1/ports"; }
bootstrap() { sed 's/\([0-9]\{1,\}\)/127.0.0.1:\1/g' "$1/ports"; }
count() { set -- $(ports_of "$1"); echo $#; }
node_port() { set -- "$2" $(ports_of "$1"); local n=$1; shift "$n"; echo "$1"; }

configure() { # DIR
  local dir=$1 n=0 port voters="" replicas isr=1
  for port in $(ports_of "$dir"); do n=$((n + 1)); voters+="${voters:+,}$n@127.0.0.1:$((port + 1))"; done
  replicas=$((n < 3 ? n : 3)); [ "$replicas" -eq 3 ] && isr=2
  n=0
  for port in $(ports_of "$dir"); do
    n=$((n + 1)); local node=$dir/node-$n; mkdir -p "$node"
    cat >"$node/server.properties" <<PROPS
process.roles=broker,controller
node.id=$n
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters=$voters
log.dirs=$node/data
num.partitions=6
default.replication.factor=$replicas
min.insync.replicas=$isr
auto.create.topics.enable=false
offsets.topic.num.partitions=6
offsets.topic.replication.factor=$replicas
transaction.state.log.num.partitions=6
transaction.state.log.replication.factor=$replicas
transaction.state.log.min.isr=$isr
share.coordinator.state.topic.replication.factor=$replicas
share.coordinator.state.topic.min.isr=$isr
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=6000
log.retention.ms=-1
log.cleaner.dedupe.buffer.size=16777216
${KAFKA_TEST_PROPS:-}
PROPS
    cat >"$node/log4j2.xml" <<XML
<Configuration status="warn">
  <Appenders><File name="file" fileName="$node/server.log"><PatternLayout pattern="%d{ISO8601} %p %m (%c{1})%n"/></File></Appenders>
  <Loggers>
    <Root level="INFO"><AppenderRef ref="file"/></Root>
    <Logger name="org.apache.kafka.common.config.AbstractConfig" level="WARN"/>
  </Loggers>
</Configuration>
XML
  done
}

format() { # DIR
  local dir=$1 n id
  [ -f "$dir/cluster.id" ] || head -c16 /dev/urandom | base64 | tr '+/' 'ab' | cut -c1-22 >"$dir/cluster.id"
  id=$(cat "$dir/cluster.id")
  for ((n = 1; n <= $(count "$dir"); n++)); do
    [ -f "$dir/node-$n/data/meta.properties" ] && continue
    "$java" -Xmx128m -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Dlog4j2.configurationFile="file:$dir/node-$n/log4j2.xml" \
      -cp "$cache/jars/*" kafka.tools.StorageTool format -t "$id" -c "$dir/node-$n/server.properties" \
      >"$dir/node-$n/format.out" 2>&1 || { cat "$dir/node-$n/format.out" >&2; die "node $n could not be formatted"; }
  done
}

launch() { # DIR NODE
  local node=$1/node-$2 heap=${KAFKA_TEST_HEAP:-512m}
  alive "$node" && return 0
  rm -f "$node/server.log" # await reads it: the line of an earlier start must not count
  setsid nohup "$java" -Xms"$heap" -Xmx"$heap" -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:-UsePerfData \
    -Djava.awt.headless=true -Dkafka.logs.dir="$node" -Dlog4j2.configurationFile="file:$node/log4j2.xml" \
    -cp "$cache/jars/*" kafka.Kafka "$node/server.properties" </dev/null >"$node/stdout" 2>&1 &
  echo $! >"$node/pid"
}

# Kafka logs that it has started once the broker is registered and unfenced: then it can serve.
await() { # DIR NODE
  local node=$1/node-$2 limit=$((SECONDS + ${KAFKA_TEST_READY:-60})) port
  port=$(node_port "$1" "$2")
  until grep -q 'Kafka Server started' "$node/server.log" 2>/dev/null && listening "$port"; do
    alive "$node" || { tail -n 20 "$node/stdout" "$node/server.log" >&2; die "node $2 died while starting"; }
    [ $SECONDS -lt $limit ] || { tail -n 20 "$node/server.log" >&2; die "node $2 is not ready in ${KAFKA_TEST_READY:-60} s"; }
    sleep 0.1
  done
}

absolute() { [ -d "$1" ] && [ -f "$1/ports" ] || die "no cluster in $1"; (cd "$1" && pwd); }

start() { # DIR PORTS
  local dir port n
  [[ $2 =~ ^[0-9]+(,[0-9]+){0,8}$ ]] || usage
  need_java
  mkdir -p "$1"; dir=$(cd "$1" && pwd)
  if [ -f "$dir/ports" ]; then
    [ "$(cat "$dir/ports")" = "$2" ] || die "$dir already holds a cluster on ports $(cat "$dir/ports")"
  else
    for port in ${2//,/ }; do
      for n in "$port" "$((port + 1))"; do if listening "$n"; then die "port $n is taken"; fi; done
    done
    echo "$2" >"$dir/ports"
  fi
  jars
  configure "$dir"
  format "$dir"
  for ((n = 1; n <= $(count "$dir"); n++)); do launch "$dir" "$n"; done
  # Not in one list with ||: the shell that runs such a list in the background keeps our stdout open, and who reads it waits.
  if [ -n "${KAFKA_TEST_OWNER:-}" ]; then
    setsid nohup "$self" watch "$dir" "$KAFKA_TEST_OWNER" </dev/null >/dev/null 2>&1 &
  fi
  for ((n = 1; n <= $(count "$dir"); n++)); do await "$dir" "$n"; done
  bootstrap "$dir"
}

signal_all() { # DIR SIGNAL
  local n
  for ((n = 1; n <= $(count "$1"); n++)); do
    if alive "$1/node-$n"; then kill "-$2" "$(cat "$1/node-$n/pid")" || true; fi
  done
}
any_alive() {
  local n
  for ((n = 1; n <= $(count "$1"); n++)); do alive "$1/node-$n" && return 0; done
  return 1
}

# A controller that is the last of its quorum waits for the others that are gone: hence the SIGKILL at the end.
stop() { # DIR
  local limit=$((SECONDS + ${KAFKA_TEST_STOP:-10}))
  signal_all "$1" TERM
  while any_alive "$1" && [ $SECONDS -lt $limit ]; do sleep 0.1; done
  signal_all "$1" KILL
  while any_alive "$1"; do sleep 0.1; done
}

watch() { # DIR PID
  while kill -0 "$2" 2>/dev/null; do
    [ -f "$1/ports" ] || exit 0
    sleep 1
  done
  signal_all "$1" KILL
}

status() { # DIR
  local n
  for ((n = 1; n <= $(count "$1"); n++)); do
    if alive "$1/node-$n"; then echo "$n $(node_port "$1" "$n") $(cat "$1/node-$n/pid") up"
    else echo "$n $(node_port "$1" "$n") - down"; fi
  done
}

command=${1:-}; shift || true
case $command:$# in
  start:2) start "$@" ;;
  stop:1) stop "$(absolute "$1")" ;;
  kill:2) dir=$(absolute "$1"); alive "$dir/node-$2" || die "node $2 does not run"; kill -KILL "$(cat "$dir/node-$2/pid")"
    # a dying process loses its command line before its sockets
    while alive "$dir/node-$2" || listening "$(node_port "$dir" "$2")"; do sleep 0.05; done ;;
  revive:2) need_java; dir=$(absolute "$1"); jars; launch "$dir" "$2"; await "$dir" "$2" ;;
  status:1) status "$(absolute "$1")" ;;
  watch:2) watch "$@" ;;
  jars:0) jars; echo "$cache/jars" ;;
  *) usage ;;
esac
