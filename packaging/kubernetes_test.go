package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/config"
)

type (
	labels map[string]string
	meta   struct {
		Name, Namespace string
		Labels          labels
	}
	probe struct {
		HTTPGet          struct{ Path, Port string } `yaml:"httpGet"`
		Exec             struct{ Command []string }
		TimeoutSeconds   int `yaml:"timeoutSeconds"`
		PeriodSeconds    int `yaml:"periodSeconds"`
		FailureThreshold int `yaml:"failureThreshold"`
	}
	mount struct {
		Name      string
		MountPath string `yaml:"mountPath"`
		ReadOnly  bool   `yaml:"readOnly"`
	}
	container struct {
		Name, Image string
		Args        []string
		Ports       []struct {
			Name string
			Port int `yaml:"containerPort"`
		}
		Startup   probe `yaml:"startupProbe"`
		Liveness  probe `yaml:"livenessProbe"`
		Readiness probe `yaml:"readinessProbe"`
		Resources struct{ Requests, Limits labels }
		Security  struct {
			Escalation   *bool `yaml:"allowPrivilegeEscalation"`
			ReadOnlyRoot bool  `yaml:"readOnlyRootFilesystem"`
			Capabilities struct{ Drop []string }
		} `yaml:"securityContext"`
		Mounts []mount `yaml:"volumeMounts"`
	}
	volume struct {
		Name      string
		ConfigMap struct{ Name string } `yaml:"configMap"`
		Secret    struct {
			Name string `yaml:"secretName"`
			Mode int    `yaml:"defaultMode"`
		}
		EmptyDir *struct{} `yaml:"emptyDir"`
	}
	pod struct {
		Account  *bool `yaml:"automountServiceAccountToken"`
		Grace    int   `yaml:"terminationGracePeriodSeconds"`
		Security struct {
			NonRoot bool                  `yaml:"runAsNonRoot"`
			User    int                   `yaml:"runAsUser"`
			Group   int                   `yaml:"runAsGroup"`
			FSGroup int                   `yaml:"fsGroup"`
			Seccomp struct{ Type string } `yaml:"seccompProfile"`
		} `yaml:"securityContext"`
		Containers []container
		Volumes    []volume
	}
	selection struct {
		Match labels `yaml:"matchLabels"`
	}
	object struct {
		APIVersion string `yaml:"apiVersion"`
		Kind       string
		Metadata   meta
		Data       map[string]string
		Spec       yaml.Node
	}
	service struct {
		ClusterIP string `yaml:"clusterIP"`
		Selector  labels
		Ports     []struct {
			Name   string
			Port   int
			Target string `yaml:"targetPort"`
		}
	}
	statefulSet struct {
		Service  string `yaml:"serviceName"`
		Replicas int
		Selector selection
		Template struct {
			Metadata meta
			Spec     pod
		}
		Claims []struct {
			Metadata meta
			Spec     struct {
				Modes     []string `yaml:"accessModes"`
				Resources struct{ Requests labels }
			}
		} `yaml:"volumeClaimTemplates"`
	}
	networkPolicy struct {
		Pods    selection `yaml:"podSelector"`
		Types   []string  `yaml:"policyTypes"`
		Ingress []struct {
			Ports []struct{ Protocol, Port string }
		}
	}
)

// strictly decodes a part, refusing what is not known.
func strictly(t *testing.T, n yaml.Node, into any) {
	t.Helper()
	raw, err := yaml.Marshal(&n)
	require.NoError(t, err)
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	require.NoError(t, d.Decode(into))
}

// TestKubernetesManifest reads the manifest strictly and follows every name from
// one object to the other.
func TestKubernetesManifest(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("kubernetes.yaml")
	require.NoError(t, err)
	objects := map[string]object{}
	d := yaml.NewDecoder(bytes.NewReader(raw))
	d.KnownFields(true)
	for {
		var o object
		if err := d.Decode(&o); errors.Is(err, io.EOF) {
			break
		} else {
			require.NoError(t, err)
		}
		require.NotContains(t, objects, o.Kind)
		objects[o.Kind] = o
		if o.Kind != "Namespace" {
			require.Equal(t, "pantau", o.Metadata.Namespace, o.Kind)
		}
	}
	versions := map[string]string{}
	for kind, o := range objects {
		versions[kind] = o.APIVersion
	}
	require.Equal(t, map[string]string{
		"Namespace": "v1", "ConfigMap": "v1", "Service": "v1", "StatefulSet": "apps/v1", "NetworkPolicy": "networking.k8s.io/v1",
	}, versions)
	require.Equal(t, "restricted", objects["Namespace"].Metadata.Labels["pod-security.kubernetes.io/enforce"])

	var set statefulSet
	strictly(t, objects["StatefulSet"].Spec, &set)
	requireRestricted(t, set.Template.Spec)
	requireMounted(t, set)
	var svc service
	strictly(t, objects["Service"].Spec, &svc)
	var policy networkPolicy
	strictly(t, objects["NetworkPolicy"].Spec, &policy)
	for what, l := range map[string]labels{"set": set.Selector.Match, "service": svc.Selector, "policy": policy.Pods.Match} {
		require.Equal(t, set.Template.Metadata.Labels, l, what)
	}
	c := set.Template.Spec.Containers[0]
	require.Equal(t, objects["Service"].Metadata.Name, set.Service)
	port := c.Ports[0].Name
	for _, used := range []string{svc.Ports[0].Target, policy.Ingress[0].Ports[0].Port, c.Startup.HTTPGet.Port, c.Liveness.HTTPGet.Port} {
		require.Equal(t, port, used)
	}
	require.Equal(t, "/healthz", c.Liveness.HTTPGet.Path, "all else asks for the token")
	require.Equal(t, []string{"/pantau", "health", "--config", c.Args[2]}, c.Readiness.Exec.Command)
	version, err := versionOf("..")
	require.NoError(t, err)
	require.Equal(t, "pantau/collector:"+version, c.Image)
	requireConfiguration(t, objects["ConfigMap"].Data["pantau.yaml"], set)
}

// requireRestricted holds what the Pod Security Standard "restricted" asks.
func requireRestricted(t *testing.T, p pod) {
	t.Helper()
	require.True(t, p.Security.NonRoot)
	require.NotZero(t, p.Security.User)
	require.Equal(t, p.Security.Group, p.Security.FSGroup, "the volume is writable")
	require.Equal(t, "RuntimeDefault", p.Security.Seccomp.Type)
	require.Equal(t, new(bool), p.Account)
	for _, c := range p.Containers {
		require.Equal(t, new(bool), c.Security.Escalation)
		require.True(t, c.Security.ReadOnlyRoot)
		require.Equal(t, []string{"ALL"}, c.Security.Capabilities.Drop)
	}
}

func requireMounted(t *testing.T, set statefulSet) {
	t.Helper()
	there := map[string]bool{}
	for _, v := range set.Template.Spec.Volumes {
		there[v.Name] = true
	}
	for _, c := range set.Claims {
		there[c.Metadata.Name] = true
	}
	for _, m := range set.Template.Spec.Containers[0].Mounts {
		require.True(t, there[m.Name], m.Name)
		delete(there, m.Name)
	}
	require.Empty(t, there, "volumes that nothing mounts")
}

// requireConfiguration reads the configuration as the collector would, but for
// the token's file, whose folder must be the secret's.
func requireConfiguration(t *testing.T, raw string, set statefulSet) {
	t.Helper()
	_, err := config.Parse([]byte(raw), "/etc/pantau", os.LookupEnv)
	require.EqualError(t, err, "line 7: token_file: open /run/secrets/pantau/influxdb-token: no such file or directory\n"+
		"line 10: token_file: open /run/secrets/pantau/http-token: no such file or directory", "all else is right")
	places := map[string]string{}
	for _, m := range set.Template.Spec.Containers[0].Mounts {
		places[m.Name] = m.MountPath
	}
	require.Equal(t, map[string]string{"data": "/var/lib/pantau", "config": "/etc/pantau", "tokens": "/run/secrets/pantau", "tmp": "/tmp"}, places)
	var said struct {
		HTTP    struct{ Listen string } `yaml:"http"`
		DataDir string                  `yaml:"data_dir"`
	}
	require.NoError(t, yaml.Unmarshal([]byte(raw), &said))
	require.Equal(t, ":9321", said.HTTP.Listen, "probes come from outside of the pod")
	require.Equal(t, places["data"], said.DataDir)
}
