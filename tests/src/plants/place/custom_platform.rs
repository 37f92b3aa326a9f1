//! Row 12: what routes, protects and runs applications.

use serde_json::json;

use super::Placement;
use super::custom::{Row, placements};
use crate::plants::credential::{Entry, Fits};
use crate::plants::encode::base64;
use crate::plants::syntax::{self, map, pairs};

pub(super) fn all() -> Vec<Placement> {
    placements(ROWS)
}

const ISTIO: &str = "networking.istio.io/v1";

const ROWS: &[Row] = &[
    (
        "EnvoyFilter",
        ISTIO,
        "header to add",
        Fits::Word,
        |credential| {
            let header =
                json!({"key": "authorization", "value": format!("Bearer {}", credential.value())});
            let value = json!({"typed_config": {"request_headers_to_add": [{"header": header}]}});
            json!({"spec": {"configPatches": [{"applyTo": "HTTP_FILTER", "patch": {"value": value}}]}})
        },
    ),
    ("EnvoyFilter", ISTIO, "script", Fits::Line, |credential| {
        let code = (syntax::named("lua").write)(credential);
        let value = json!({"typed_config": {"inline_code": code}});
        json!({"spec": {"configPatches": [{"patch": {"operation": "INSERT", "value": value}}]}})
    }),
    (
        "VirtualService",
        ISTIO,
        "headers",
        Fits::One,
        |credential| {
            let set = json!({"x-api-key": credential.value()});
            json!({"spec": {"http": [{"headers": {"request": {"set": set}}}]}})
        },
    ),
    (
        "Middleware",
        "traefik.io/v1alpha1",
        "headers",
        Fits::Word,
        |credential| {
            let basic = format!("Basic {}", base64(format!("orders:{}", credential.value())));
            json!({"spec": {"headers": {"customRequestHeaders": {"Authorization": basic}}}})
        },
    ),
    (
        "KongPlugin",
        "configuration.konghq.com/v1",
        "config",
        Fits::Text,
        |credential| json!({"plugin": "orders", "config": map(credential, Entry::snake)}),
    ),
    (
        "Component",
        "dapr.io/v1alpha1",
        "metadata",
        Fits::Text,
        |credential| json!({"spec": {"type": "state.redis", "metadata": pairs(credential, "name", "value")}}),
    ),
    (
        "KafkaConnector",
        "kafka.strimzi.io/v1beta2",
        "config",
        Fits::Line,
        |credential| {
            let config = map(credential, |entry| format!("database.{}", entry.dotted()));
            json!({"spec": {"class": "io.debezium.connector.mysql.MySqlConnector", "config": config}})
        },
    ),
    (
        "KafkaConnect",
        "kafka.strimzi.io/v1beta2",
        "jaas",
        Fits::Word,
        |credential| {
            let text = format!(
                "org.apache.kafka.common.security.plain.PlainLoginModule required username='u' password='{}';",
                credential.value()
            );
            json!({"spec": {"config": {"sasl.jaas.config": text}}})
        },
    ),
    (
        "RabbitmqCluster",
        "rabbitmq.com/v1beta1",
        "additionalConfig",
        Fits::Word,
        |credential| {
            let text = format!("default_user=orders\ndefault_pass={}\n", credential.value());
            json!({"spec": {"rabbitmq": {"additionalConfig": text}}})
        },
    ),
    (
        "Elasticsearch",
        "elasticsearch.k8s.elastic.co/v1",
        "node configuration",
        Fits::Line,
        |credential| json!({"spec": {"nodeSets": [{"name": "a", "config": map(credential, Entry::dotted)}]}}),
    ),
    (
        "BackupStorageLocation",
        "velero.io/v1",
        "config",
        Fits::Line,
        |credential| json!({"spec": {"provider": "aws", "config": map(credential, Entry::camel)}}),
    ),
    (
        "SparkApplication",
        "sparkoperator.k8s.io/v1beta2",
        "sparkConf",
        Fits::Line,
        |credential| {
            let conf = map(credential, |entry| {
                format!("spark.hadoop.{}", entry.dotted())
            });
            json!({"spec": {"sparkConf": conf}})
        },
    ),
    (
        "Service",
        "serving.knative.dev/v1",
        "container env",
        Fits::Text,
        |credential| {
            let container = json!({"image": "orders:1", "env": pairs(credential, "name", "value")});
            json!({"spec": {"template": {"spec": {"containers": [container]}}}})
        },
    ),
    (
        "ExternalSecret",
        "external-secrets.io/v1",
        "template data",
        Fits::Text,
        |credential| {
            let template = json!({"data": map(credential, Entry::kebab)});
            json!({"spec": {"target": {"name": "orders", "template": template}}})
        },
    ),
    (
        "ExternalSecret",
        "external-secrets.io/v1",
        "template file",
        Fits::Text,
        |credential| {
            let body = (syntax::named("dotenv, quoted and exported").write)(credential);
            let text = format!("{body}OTHER={{{{ .other }}}}\n");
            json!({"spec": {"target": {"template": {"engineVersion": "v2", "data": {"app.env": text}}}}})
        },
    ),
    (
        "SecretProviderClass",
        "secrets-store.csi.x-k8s.io/v1",
        "parameters",
        Fits::Line,
        |credential| json!({"spec": {"provider": "vault", "parameters": map(credential, Entry::camel)}}),
    ),
    (
        "SecretStore",
        "external-secrets.io/v1",
        "webhook headers",
        Fits::One,
        |credential| {
            let webhook =
                json!({"url": "https://store/x", "headers": {"X-Api-Key": credential.value()}});
            json!({"spec": {"provider": {"webhook": webhook}}})
        },
    ),
    (
        "ClusterPolicy",
        "kyverno.io/v1",
        "generated data",
        Fits::Text,
        |credential| {
            let data =
                json!({"kind": "ConfigMap", "data": {"data": map(credential, Entry::kebab)}});
            json!({"spec": {"rules": [{"name": "g", "generate": data}]}})
        },
    ),
    (
        "Custom",
        "plants.example/v1",
        "deep list",
        Fits::Text,
        |credential| json!({"spec": {"a": [[{"b": [{"c": map(credential, Entry::camel)}]}]]}}),
    ),
    (
        "Custom",
        "plants.example/v1",
        "status",
        Fits::Text,
        |credential| json!({"status": {"rendered": (syntax::named("toml").write)(credential)}}),
    ),
    (
        "Custom",
        "plants.example/v1",
        "key far from its value",
        Fits::One,
        |credential| json!({"spec": {"password": {"value": credential.value()}}}),
    ),
];
