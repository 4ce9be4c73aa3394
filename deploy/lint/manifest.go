package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// manifests reads each document strictly, as the API server does with field validation, and holds each pod against the
// restricted profile. It gives the number of documents.
func manifests(text []byte) (int, error) {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{
		appsv1.AddToScheme, batchv1.AddToScheme, corev1.AddToScheme, networkingv1.AddToScheme,
	} {
		if err := add(scheme); err != nil {
			return 0, err
		}
	}
	strict := serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
	restricted, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return 0, err
	}
	documents := yaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(text)))
	var all []error
	for n := 0; ; n++ {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			if n == 0 {
				all = append(all, errors.New("there is no document"))
			}
			return n, errors.Join(all...)
		}
		if err != nil {
			return n, err
		}
		object, kind, err := strict.Decode(document, nil, nil)
		if err != nil {
			all = append(all, fmt.Errorf("document %d: %w", n+1, err))
			continue
		}
		meta, spec := pod(object)
		if spec == nil {
			continue
		}
		for _, result := range restricted.EvaluatePod(api.LevelVersion{
			Level: api.LevelRestricted, Version: api.LatestVersion(),
		}, meta, spec) {
			if !result.Allowed {
				all = append(all,
					fmt.Errorf("document %d, %s: %s: %s", n+1, kind.Kind, result.ForbiddenReason,
						result.ForbiddenDetail))
			}
		}
	}
}

// pod gives the pod that an object makes; nil where it makes none.
func pod(object runtime.Object) (*metav1.ObjectMeta, *corev1.PodSpec) {
	switch o := object.(type) {
	case *appsv1.Deployment:
		return &o.Spec.Template.ObjectMeta, &o.Spec.Template.Spec
	case *appsv1.StatefulSet:
		return &o.Spec.Template.ObjectMeta, &o.Spec.Template.Spec
	case *batchv1.CronJob:
		return &o.Spec.JobTemplate.Spec.Template.ObjectMeta, &o.Spec.JobTemplate.Spec.Template.Spec
	}
	return nil, nil
}
