//! The pod template of a workload, as a chart fills it: environment, probes, resources.

use serde_json::{Map, Value, json};

use super::identity::{Purpose, stream};
use super::layout::Workload;
use crate::random::Random;

/// Environment that charts set: a name, and values to choose from.
const ENVIRONMENT: &[(&str, &[&str])] = &[
    ("LOG_LEVEL", &["info", "warn", "debug"]),
    ("LOG_FORMAT", &["json", "text"]),
    ("AWS_REGION", &["eu-central-1", "us-east-1"]),
    ("JAVA_TOOL_OPTIONS", &["-XX:MaxRAMPercentage=75.0"]),
    (
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        &["http://collector.observability.svc.cluster.local:4317"],
    ),
    ("FEATURE_FLAGS", &["checkout-v2,search", "none"]),
    ("HTTP_TIMEOUT_SECONDS", &["5", "10", "30"]),
    ("DATABASE_HOST", &["database", "database.shop-00000.svc"]),
    ("CACHE_ADDRESS", &["cache:6379"]),
    ("API_URL", &["http://api", "http://api:80/v1"]),
];
const FEWEST_VARIABLES: usize = 5;

/// `metadata` and `spec` of the pod template, without what the control plane adds to a pod.
pub(super) fn template(seed: u64, workload: &Workload) -> Value {
    let mut random = stream(seed, Purpose::Template, workload.number);
    json!({
        "metadata": {"labels": labels(workload)},
        "spec": {
            "containers": [container(&mut random, workload)],
            "dnsPolicy": "ClusterFirst",
            "restartPolicy": "Always",
            "schedulerName": "default-scheduler",
            "securityContext": {"fsGroup": 1000, "runAsNonRoot": true},
            "serviceAccount": workload.name,
            "serviceAccountName": workload.name,
            "terminationGracePeriodSeconds": 30,
            "volumes": [
                {"name": "config", "configMap": {"defaultMode": 420, "name": workload.name}},
            ],
        },
    })
}

/// Labels of the `ReplicaSet` and of its pods.
pub(super) fn labels(workload: &Workload) -> Map<String, Value> {
    let mut labels = workload.labels.clone();
    labels.insert("pod-template-hash".to_owned(), workload.hash.clone().into());
    labels
}

fn container(random: &mut Random, workload: &Workload) -> Value {
    let ports: Vec<Value> = workload
        .ports
        .iter()
        .map(|port| {
            json!({
                "containerPort": port.number,
                "name": port.name,
                "protocol": port.protocol,
            })
        })
        .collect();
    json!({
        "env": environment(random),
        "image": image(random, workload),
        "imagePullPolicy": "IfNotPresent",
        "livenessProbe": probe("/healthz", &ports[0]["name"]),
        "name": workload.name,
        "ports": ports,
        "readinessProbe": probe("/ready", &ports[0]["name"]),
        "resources": {
            "limits": {"memory": random.pick(&["256Mi", "512Mi", "1Gi"])},
            "requests": {
                "cpu": random.pick(&["50m", "100m", "250m"]),
                "memory": random.pick(&["64Mi", "128Mi"]),
            },
        },
        "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true},
        "volumeMounts": [{"mountPath": "/etc/config", "name": "config", "readOnly": true}],
    })
}

fn image(random: &mut Random, workload: &Workload) -> String {
    let (minor, patch) = (random.below(30), random.below(10));
    format!(
        "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/{}:1.{minor}.{patch}",
        workload.name
    )
}

/// Five to ten variables: a run of the table from a random place on.
fn environment(random: &mut Random) -> Vec<Value> {
    let count = FEWEST_VARIABLES + random.below(ENVIRONMENT.len() - FEWEST_VARIABLES + 1);
    let start = random.below(ENVIRONMENT.len());
    ENVIRONMENT
        .iter()
        .cycle()
        .skip(start)
        .take(count)
        .map(|(name, values)| json!({"name": name, "value": random.pick(values)}))
        .collect()
}

fn probe(path: &str, port: &Value) -> Value {
    json!({
        "failureThreshold": 3,
        "httpGet": {"path": path, "port": port, "scheme": "HTTP"},
        "periodSeconds": 10,
    })
}
