{{/* The name of a component: release-component */}}
{{- define "riskstream.name" -}}
{{ printf "%s-%s" .root.Release.Name .component | trunc 52 | trimSuffix "-" }}
{{- end }}

{{- define "riskstream.selector" -}}
app.kubernetes.io/name: riskstream
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "riskstream.labels" -}}
{{ include "riskstream.selector" . }}
app.kubernetes.io/version: {{ .root.Values.image.tag | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "riskstream.image" -}}
{{ printf "%s/%s:%s" .root.Values.image.registry .image .root.Values.image.tag | quote }}
{{- end }}

{{/* No process gains rights, and no process writes to the image. */}}
{{- define "riskstream.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "riskstream.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{/* Pods of one component run on different nodes and zones. */}}
{{- define "riskstream.spread" -}}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {{- include "riskstream.selector" . | nindent 14 }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: topology.kubernetes.io/zone
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "riskstream.selector" . | nindent 8 }}
{{- end }}

{{/* Labels of the pods that use the managed identity */}}
{{- define "riskstream.identityLabel" -}}
{{- if .Values.identity.clientId }}
azure.workload.identity/use: "true"
{{- end }}
{{- end }}

{{- define "riskstream.seeds" -}}
{{- $name := include "riskstream.name" (dict "root" . "component" "nimbus") }}
{{- range $i := until (int .Values.nimbus.replicas) }}
- {{ $name }}-{{ $i }}.{{ $name }}
{{- end }}
{{- end }}

{{- define "riskstream.zookeepers" -}}
{{- $name := include "riskstream.name" (dict "root" . "component" "zookeeper") }}
{{- range $i := until (int .Values.zookeeper.replicas) }}
- {{ $name }}-{{ $i }}.{{ $name }}
{{- end }}
{{- end }}

{{/* Secrets and tokens as volumes, mounts and variables */}}
{{- define "riskstream.secretVolumes" -}}
{{- if and (eq .Values.secrets.provider "kubernetes") .Values.secrets.files }}
- name: secrets
  secret:
    secretName: {{ .Values.secrets.name }}
    defaultMode: 0440
    items:
      {{- range .Values.secrets.files }}
      - {key: {{ . }}, path: {{ . }}}
      {{- end }}
{{- else if eq .Values.secrets.provider "keyVault" }}
- name: secrets
  csi:
    driver: secrets-store.csi.k8s.io
    readOnly: true
    volumeAttributes:
      secretProviderClass: {{ include "riskstream.name" (dict "root" . "component" "secrets") }}
{{- end }}
{{- if .Values.tokens }}
- name: tokens
  emptyDir: {medium: Memory, sizeLimit: 1Mi}
{{- end }}
{{- end }}

{{- define "riskstream.secretMounts" -}}
{{- if or (eq .Values.secrets.provider "keyVault") (and (eq .Values.secrets.provider "kubernetes") .Values.secrets.files) }}
- {name: secrets, mountPath: /var/run/secrets/riskstream, readOnly: true}
{{- end }}
{{- if .Values.tokens }}
- {name: tokens, mountPath: /var/run/tokens, readOnly: true}
{{- end }}
{{- end }}

{{- define "riskstream.secretVariables" -}}
{{- range $variable, $key := .Values.secrets.variables }}
- name: {{ $variable }}
  valueFrom: {secretKeyRef: {name: {{ $.Values.secrets.name }}, key: {{ $key }}}}
{{- end }}
{{- end }}

{{/* The sidecar that renews the tokens. It is an init container that keeps running, so the first tokens exist before the main container starts. */}}
{{- define "riskstream.tokenSidecar" -}}
{{- if .Values.tokens }}
- name: tokens
  image: {{ include "riskstream.image" (dict "root" . "image" "storm") }}
  imagePullPolicy: {{ .Values.image.pullPolicy }}
  restartPolicy: Always
  command: [/usr/bin/tini, --, /opt/storm/bin/entra-tokens, /var/run/tokens]
  args:
    {{- range $file, $scope := .Values.tokens }}
    - {{ printf "%s=%s" $file $scope | quote }}
    {{- end }}
  startupProbe:
    exec: {command: [/opt/storm/bin/entra-tokens, --present, /var/run/tokens{{ range $file, $scope := .Values.tokens }}, {{ $file | quote }}{{ end }}]}
    periodSeconds: 2
    failureThreshold: 30
  resources:
    requests: {cpu: 10m, memory: 32Mi}
    limits: {memory: 64Mi}
  securityContext: {{- include "riskstream.containerSecurity" . | nindent 4 }}
  volumeMounts:
    - {name: tokens, mountPath: /var/run/tokens}
{{- end }}
{{- end }}
