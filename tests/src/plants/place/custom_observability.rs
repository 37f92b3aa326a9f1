//! Row 12: what observes applications.

use serde_json::json;

use super::Placement;
use super::custom::{Row, placements};
use crate::plants::credential::{Entry, Fits};
use crate::plants::syntax::{self, map};

pub(super) fn all() -> Vec<Placement> {
    placements(ROWS)
}

const MONITORING: &str = "monitoring.coreos.com/v1";

const ROWS: &[Row] = &[
    (
        "Prometheus",
        MONITORING,
        "remoteWrite headers",
        Fits::Word,
        |credential| {
            let headers = json!({"Authorization": format!("Bearer {}", credential.value())});
            let target = json!({"url": "https://metrics.corp.internal/push", "headers": headers});
            json!({"spec": {"remoteWrite": [target]}})
        },
    ),
    (
        "Prometheus",
        MONITORING,
        "remoteWrite basic_auth",
        Fits::One,
        |credential| {
            let auth = json!({"username": "42", "password": credential.value()});
            json!({"spec": {"remoteWrite": [{"url": "https://metrics/push", "basic_auth": auth}]}})
        },
    ),
    (
        "ServiceMonitor",
        MONITORING,
        "params",
        Fits::One,
        |credential| {
            let endpoint = json!({"port": "http", "params": {"token": [credential.value()]}});
            json!({"spec": {"endpoints": [endpoint]}})
        },
    ),
    (
        "AlertmanagerConfig",
        "monitoring.coreos.com/v1alpha1",
        "webhook",
        Fits::One,
        |credential| {
            let receiver =
                json!({"name": "chat", "webhookConfigs": [{"apiKey": credential.value()}]});
            json!({"spec": {"receivers": [receiver]}})
        },
    ),
    (
        "GrafanaDatasource",
        "grafana.integreatly.org/v1beta1",
        "secureJsonData",
        Fits::One,
        |credential| {
            let secure = json!({"basicAuthPassword": credential.value()});
            json!({"spec": {"datasource": {"type": "loki", "secureJsonData": secure}}})
        },
    ),
    (
        "OpenTelemetryCollector",
        "opentelemetry.io/v1beta1",
        "configuration",
        Fits::Text,
        |credential| json!({"spec": {"config": {"exporters": {"otlphttp": {"headers": map(credential, Entry::kebab)}}}}}),
    ),
    (
        "OpenTelemetryCollector",
        "opentelemetry.io/v1alpha1",
        "configuration as text",
        Fits::Text,
        |credential| json!({"spec": {"config": (syntax::named("yaml").write)(credential)}}),
    ),
];
