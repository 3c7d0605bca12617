{{/* The name of the chart, or what the user put in its place. */}}
{{- define "maat.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/*
The name of every object. 52 characters, for a StatefulSet labels its pods with
its name, a dash and a hash of ten.
*/}}
{{- define "maat.fullname" -}}
{{- $name := include "maat.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "maat.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "maat.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "maat.selectorLabels" -}}
app.kubernetes.io/name: {{ include "maat.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "maat.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "maat.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "maat.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The ConfigMap that holds the policy, the chart's own or the user's. */}}
{{- define "maat.policyConfigMap" -}}
{{- if .Values.policy.existingConfigMap -}}
{{- tpl .Values.policy.existingConfigMap . -}}
{{- else -}}
{{- printf "%s-policy" (include "maat.fullname" .) -}}
{{- end -}}
{{- end -}}

{{/*
What Go's collector keeps to: nine tenths of the memory limit, in bytes. The rest
is for what it does not see and the kernel counts: the binary, sockets' buffers,
page tables. Empty without a limit.
*/}}
{{- define "maat.memoryLimit" -}}
{{- $limit := dig "limits" "memory" "" .Values.resources | toString -}}
{{- if $limit -}}
{{- $units := dict "" 1 "k" 1000 "M" 1000000 "G" 1000000000 "T" 1000000000000
  "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 -}}
{{- $number := regexFind "^[0-9.]+" $limit -}}
{{- mulf $number (index $units (trimPrefix $number $limit)) 0.9 | int64 -}}
{{- end -}}
{{- end -}}

{{/* What Kafka is shown: a password, or a token where the mechanism takes one. */}}
{{- define "maat.saslSecret" -}}
{{- eq "oauthbearer" (dig "kafka" "sasl" "mechanism" "" .Values.config) | ternary "token" "password" -}}
{{- end -}}

{{/* Refuses what cannot run, all of it at once, each with what to do about it. */}}
{{- define "maat.validate" -}}
{{- $errors := list -}}
{{- if not .Values.image.repository -}}
{{- $errors = append $errors "image.repository: name the image that you built with deploy/Dockerfile" -}}
{{- end -}}
{{- if not .Values.keys.existingSecret -}}
{{- $errors = append $errors "keys.existingSecret: name the Secret that holds the subject key; without it no person can be given a pseudonym" -}}
{{- end -}}
{{- if not .Values.config.pipeline -}}
{{- $errors = append $errors "config.pipeline: name the pipeline; its consumer group, topics and transactions are called after it" -}}
{{- end -}}
{{- if not .Values.config.kafka.brokers -}}
{{- $errors = append $errors "config.kafka.brokers: name at least one broker as host:port" -}}
{{- end -}}
{{- if and (eq .Values.mode "deployment") .Values.networkPolicy.enabled -}}
{{- range $broker := .Values.config.kafka.brokers -}}
{{- $port := splitList ":" $broker | last -}}
{{- if not (has $port (join "," $.Values.networkPolicy.kafkaPorts | splitList ",")) -}}
{{- $errors = append $errors (printf "networkPolicy.kafkaPorts: %s, of the broker %s, is not among them; the NetworkPolicy would keep Maat from it" $port $broker) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not (or .Values.config.topics.inputs .Values.config.topics.intake) -}}
{{- $errors = append $errors "config.topics.inputs: name at least one topic to read, or in topics.intake one that is keyed by person already" -}}
{{- end -}}
{{- if and .Values.policy.inline .Values.policy.existingConfigMap -}}
{{- $errors = append $errors "policy: give inline or existingConfigMap, not both" -}}
{{- else if not (or .Values.policy.inline .Values.policy.existingConfigMap) -}}
{{- $errors = append $errors "policy: give inline or existingConfigMap; without a policy nothing may leave and Maat does not start" -}}
{{- end -}}
{{- if ne (empty .Values.kafka.sasl.existingSecret) (empty (dig "kafka" "sasl" "mechanism" "" .Values.config)) -}}
{{- $errors = append $errors "kafka.sasl: existingSecret and config.kafka.sasl.mechanism go together" -}}
{{- end -}}
{{- with .Values.kafka.tls -}}
{{- if ne (empty .certKey) (empty .keyKey) -}}
{{- $errors = append $errors "kafka.tls: certKey and keyKey go together" -}}
{{- end -}}
{{- if and .existingSecret (not .caKey) (not .certKey) -}}
{{- $errors = append $errors "kafka.tls: nothing of existingSecret is used; name caKey, or certKey and keyKey" -}}
{{- end -}}
{{- end -}}
{{- if $errors -}}
{{- fail (printf "\n\nmaat: these values are missing or wrong:\n  - %s\n" (join "\n  - " $errors)) -}}
{{- end -}}
{{- end -}}

{{/*
maat.yaml: what the user wrote, and over it the paths at which the chart mounts
things. An instance is not in it: each pod's own name is, by MAAT_INSTANCE.
*/}}
{{- define "maat.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $keys := dict "subject_file" "/etc/maat/keys/subject" -}}
{{- if .Values.keys.linkKey -}}
{{- $_ := set $keys "link_file" "/etc/maat/keys/link" -}}
{{- end -}}
{{- range $name, $_ := .Values.keys.hmac -}}
{{- $_ := set $keys "hmac" (set (default dict $keys.hmac) $name (printf "/etc/maat/keys/hmac/%s" $name)) -}}
{{- end -}}
{{- $own := dict
  "policy" "/etc/maat/policy/policy.yaml"
  "listen" (printf "0.0.0.0:%d" (int .Values.opsPort))
  "keys" $keys
  "state" (dict "dir" "/var/lib/maat/state")
  "kafka" (dict) -}}
{{- if .Values.kafka.sasl.existingSecret -}}
{{- $_ := set $own.kafka "sasl" (dict (printf "%s_file" (include "maat.saslSecret" .)) (printf "/etc/maat/kafka/%s" (include "maat.saslSecret" .))) -}}
{{- end -}}
{{- with .Values.kafka.tls -}}
{{- if .existingSecret -}}
{{- $tls := dict "enabled" true -}}
{{- if .caKey -}}
{{- $_ := set $tls "ca_file" "/etc/maat/kafka/ca.crt" -}}
{{- end -}}
{{- if .certKey -}}
{{- $_ := set $tls "cert_file" "/etc/maat/kafka/tls.crt" -}}
{{- $_ := set $tls "key_file" "/etc/maat/kafka/tls.key" -}}
{{- end -}}
{{- $_ := set $own.kafka "tls" $tls -}}
{{- end -}}
{{- end -}}
{{- mergeOverwrite $config $own | toYaml -}}
{{- end -}}
