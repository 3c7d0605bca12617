{{/*
What an application's chart includes, in mode sidecar. Each is given the values
of this chart, not those of the application:

  metadata:
    labels:      {{- include "maat.sidecar.labels" .Subcharts.maat | nindent 8 }}
    annotations: {{- include "maat.sidecar.annotations" .Subcharts.maat | nindent 8 }}
  spec:
    terminationGracePeriodSeconds: 60
    initContainers: {{- include "maat.sidecar" .Subcharts.maat | nindent 8 }}
    volumes:        {{- include "maat.sidecar.volumes" .Subcharts.maat | nindent 8 }}
*/}}

{{/*
A native sidecar: it is started before the application's containers, which wait
for its startup probe, and stopped after them. It is not asked for readiness: an
application starts and goes on serving while Maat restores or waits for Kafka.
*/}}
{{- define "maat.sidecar" -}}
{{- if ne .Values.mode "sidecar" -}}
{{- fail "\n\nmaat: set mode: sidecar where maat.sidecar is included, else a StatefulSet runs the same pipeline beside it\n" -}}
{{- end -}}
- name: maat
  restartPolicy: Always
  {{- include "maat.container" . | nindent 2 }}
{{- end -}}

{{- define "maat.sidecar.volumes" -}}
{{ include "maat.volumes" . }}
{{ include "maat.emptyState" . }}
- name: maat-no-token
  emptyDir: {}
{{- end -}}

{{/* Finds the pods that carry Maat, whichever application they belong to. */}}
{{- define "maat.sidecar.labels" -}}
maat-sidecar: {{ include "maat.fullname" . }}
{{- end -}}

{{/* Restarts the pods when maat.yaml changes. The policy is read again without. */}}
{{- define "maat.sidecar.annotations" -}}
checksum/maat-config: {{ include "maat.config" . | sha256sum }}
{{- end -}}

{{/* The container but for its name: the same in both modes. */}}
{{- define "maat.container" -}}
image: {{ include "maat.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [run, --config, /etc/maat/maat.yaml]
env:
  - name: POD_NAME
    valueFrom:
      fieldRef:
        fieldPath: metadata.name
  - name: POD_NAMESPACE
    valueFrom:
      fieldRef:
        fieldPath: metadata.namespace
  - name: MAAT_INSTANCE
    value: $(POD_NAME)
  {{- with include "maat.memoryLimit" . }}
  - name: GOMEMLIMIT
    value: {{ . | quote }}
  {{- end }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
ports:
  - name: ops
    containerPort: {{ .Values.opsPort }}
    protocol: TCP
# Alive, not ready: restoring state, or a broker that is away, takes as long as it
# takes. To kill the pod would only begin it again, and a sidecar's application
# would not start meanwhile.
startupProbe:
  httpGet: {path: /healthz, port: ops}
  {{- toYaml .Values.probes.startup | nindent 2 }}
{{- if eq .Values.mode "deployment" }}
readinessProbe:
  httpGet: {path: /readyz, port: ops}
  {{- toYaml .Values.probes.readiness | nindent 2 }}
{{- end }}
livenessProbe:
  httpGet: {path: /healthz, port: ops}
  {{- toYaml .Values.probes.liveness | nindent 2 }}
resources:
  {{- toYaml .Values.resources | nindent 2 }}
securityContext:
  runAsNonRoot: true
  {{- range $id := list "runAsUser" "runAsGroup" }}
  {{- with index $.Values.securityContext $id }}
  {{ $id }}: {{ int64 . }}
  {{- end }}
  {{- end }}
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  privileged: false
  capabilities:
    drop: [ALL]
  seccompProfile:
    type: RuntimeDefault
volumeMounts:
  - name: maat-config
    mountPath: /etc/maat
    readOnly: true
  - name: maat-state
    mountPath: /var/lib/maat
  {{- if eq .Values.mode "sidecar" }}
  # Where something is mounted already, the cluster does not mount the token
  # that the application's own containers may need.
  - name: maat-no-token
    mountPath: /var/run/secrets/kubernetes.io/serviceaccount
    readOnly: true
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{/*
One folder with all that Maat reads: config, policy, keys. It is a directory
mount, so a changed policy reaches the running process. In a pod of one's own
the files belong to fsGroup (0440); in an application's pod, where that is not
ours to set, every user of this container may read them (0444), and no other
container has them.
*/}}
{{- define "maat.volumes" -}}
- name: maat-config
  projected:
    defaultMode: {{ eq .Values.mode "sidecar" | ternary 292 288 }}
    sources:
      - configMap:
          name: {{ include "maat.fullname" . }}
          items:
            - {key: maat.yaml, path: maat.yaml}
      - configMap:
          name: {{ include "maat.policyConfigMap" . }}
          items:
            - {key: {{ .Values.policy.key | quote }}, path: policy/policy.yaml}
      - secret:
          name: {{ tpl .Values.keys.existingSecret . }}
          items:
            - {key: {{ .Values.keys.subjectKey | quote }}, path: keys/subject}
            {{- if .Values.keys.linkKey }}
            - {key: {{ .Values.keys.linkKey | quote }}, path: keys/link}
            {{- end }}
            {{- range $name, $key := .Values.keys.hmac }}
            - {key: {{ $key | quote }}, path: {{ printf "keys/hmac/%s" $name | quote }}}
            {{- end }}
      {{- with .Values.kafka.sasl }}
      {{- if .existingSecret }}
      - secret:
          name: {{ tpl .existingSecret $ }}
          items:
            - {key: {{ .key | quote }}, path: kafka/{{ include "maat.saslSecret" $ }}}
      {{- end }}
      {{- end }}
      {{- with .Values.kafka.tls }}
      {{- if .existingSecret }}
      - secret:
          name: {{ tpl .existingSecret $ }}
          items:
            {{- if .caKey }}
            - {key: {{ .caKey | quote }}, path: kafka/ca.crt}
            {{- end }}
            {{- if .certKey }}
            - {key: {{ .certKey | quote }}, path: kafka/tls.crt}
            - {key: {{ .keyKey | quote }}, path: kafka/tls.key}
            {{- end }}
      {{- end }}
      {{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* State that goes with the pod: it is rebuilt from the changelog topic. */}}
{{- define "maat.emptyState" -}}
- name: maat-state
  emptyDir:
    sizeLimit: {{ .Values.persistence.size }}
{{- end -}}
