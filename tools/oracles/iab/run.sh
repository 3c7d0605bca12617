#!/bin/sh
# Writes the test vectors of pipeline/iab with the reference implementations
# of IAB Tech Lab, in a folder of their own, with the ordinary package clients.
# Needs node, npm, a JDK and Maven. The vectors are committed, so that a test needs
# none of them; the same versions write the same vectors.
#
#   tools/oracles/iab/run.sh [FOLDER]
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$here/../../../pipeline/iab/testdata
folder=${1:-$(mktemp -d)}

TCF_JS=1.5.21
GPP_JS=3.2.0
TCF_JAVA=2.0.10
GPP_JAVA=3.2.4

mkdir -p "$folder/js" "$folder/java" "$folder/run" "$out"
cp "$here"/*.mjs "$folder/js/"
cd "$folder/js"
[ -f package.json ] || npm init -y >/dev/null
npm install --no-audit --no-fund --silent "@iabtechlabtcf/core@$TCF_JS" "@iabgpp/cmpapi@$GPP_JS"

cd "$folder/java"
for jar in com.iabtcf:iabtcf-decoder:$TCF_JAVA com.iabtcf:iabtcf-encoder:$TCF_JAVA com.iabgpp:iabgpp-encoder:$GPP_JAVA; do
	mvn -q -B dependency:copy -Dartifact="$jar" -DoutputDirectory="$folder/java/lib"
done
javac -cp "$folder/java/lib/*" -d "$folder/java/classes" "$here"/*.java

js() { (cd "$folder/js" && node "$@"); }
java_() { java -cp "$folder/java/lib/*:$folder/java/classes" "$@" 2>/dev/null; }

vectors() { # KIND CLASS COUNT_JS COUNT_JAVA JS JAVA
	kind=$1 class=$2 run=$folder/run/$1
	js "$kind.mjs" write 1 "$3" >"$run.sound"
	java_ "$class" write 1 "$4" >>"$run.sound"
	{ yes js | head -n "$3"; yes java | head -n "$4"; } >"$run.writers"
	js mutate.mjs "$kind" 5 <"$run.sound" >"$run.mutated"
	js split.mjs why <"$run.mutated" >"$run.whys"
	js split.mjs string <"$run.mutated" >"$run.broken"
	for set in sound broken; do
		js "$kind.mjs" read <"$run.$set" >"$run.$set.js"
		java_ "$class" read <"$run.$set" >"$run.$set.java"
	done
	js merge.mjs "$folder/run" "$kind" "$5" "$6" >"$out/$kind.json"
}

vectors tcf Tcf 320 130 "@iabtechlabtcf/core $TCF_JS" "com.iabtcf:iabtcf-decoder $TCF_JAVA"
vectors gpp Gpp 320 180 "@iabgpp/cmpapi $GPP_JS" "com.iabgpp:iabgpp-encoder $GPP_JAVA"
