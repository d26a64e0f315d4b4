// Prints the fields of the types of Kubernetes' API: the oracle of test/kube/manifest/api-fields.test.ts.
//
// Each line is a type: its name, then its fields in order, each with ":TYPE" behind it if it is a mapping, or
// a list of mappings, whose fields are listed too. A status is not followed, nor are managed fields.
package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	autoscalingv1 "k8s.io/api/autoscaling/v1"
	autoscalingv2 "k8s.io/api/autoscaling/v2"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

var roots = []any{
	corev1.Service{}, corev1.Endpoints{}, corev1.Pod{}, corev1.Namespace{}, corev1.Node{},
	corev1.ReplicationController{}, discoveryv1.EndpointSlice{}, appsv1.Deployment{}, appsv1.ReplicaSet{},
	appsv1.DaemonSet{}, appsv1.StatefulSet{}, batchv1.Job{}, batchv1.CronJob{},
	autoscalingv1.HorizontalPodAutoscaler{}, autoscalingv2.HorizontalPodAutoscaler{}, networkingv1.Ingress{},
}

// Fields whose values only a cluster writes.
var unfollowed = []string{"status", "managedFields"}

var fieldsOf = map[string]map[string]string{}
var typeOf = map[string]reflect.Type{}

// The name under which the type is listed; empty: it has no fields of its own.
func list(t reflect.Type) string {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if _, hasOwnForm := reflect.PointerTo(t).MethodByName("UnmarshalJSON"); t.Kind() != reflect.Struct || hasOwnForm {
		return ""
	}
	name := t.Name()
	if known, isTaken := typeOf[name]; isTaken && known != t {
		name += strings.ToUpper(t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:])
	}
	if _, isListed := fieldsOf[name]; !isListed {
		typeOf[name] = t
		fieldsOf[name] = map[string]string{}
		add(t, fieldsOf[name])
	}
	return name
}

func add(t reflect.Type, fields map[string]string) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case options == "inline" || (field.Anonymous && name == ""):
			add(field.Type, fields)
		case name == "" || name == "-":
		case slices.Contains(unfollowed, name):
			fields[name] = ""
		default:
			fields[name] = list(field.Type)
		}
	}
}

func main() {
	for _, root := range roots {
		list(reflect.TypeOf(root))
	}
	lines := []string{}
	for name, fields := range fieldsOf {
		words := []string{}
		for field, below := range fields {
			if below != "" {
				field += ":" + below
			}
			words = append(words, field)
		}
		slices.Sort(words)
		lines = append(lines, name+" "+strings.Join(words, " "))
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}
