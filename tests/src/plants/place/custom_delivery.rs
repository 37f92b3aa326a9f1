//! Row 12: what delivers applications and runs their jobs.

use serde_json::json;

use super::Placement;
use super::custom::{Row, placements};
use crate::plants::credential::{Entry, Fits};
use crate::plants::encode::percent;
use crate::plants::syntax::{self, map, pairs};

pub(super) fn all() -> Vec<Placement> {
    placements(ROWS)
}

const ARGO: &str = "argoproj.io/v1alpha1";
const FLUX: &str = "helm.toolkit.fluxcd.io/v2";
const TEKTON: &str = "tekton.dev/v1";

const ROWS: &[Row] = &[
    (
        "Application",
        ARGO,
        "repoURL with user information",
        Fits::Word,
        |credential| {
            let password = percent(credential.value());
            let url = format!("https://oauth2:{password}@git.corp.internal/orders.git");
            json!({"spec": {"project": "default", "source": {"repoURL": url, "path": "deploy"}}})
        },
    ),
    (
        "Application",
        ARGO,
        "helm.parameters",
        Fits::Text,
        |credential| {
            let parameters = pairs(credential, "name", "value");
            json!({"spec": {"source": {"chart": "orders", "helm": {"parameters": parameters}}}})
        },
    ),
    (
        "Application",
        ARGO,
        "helm.values",
        Fits::Text,
        |credential| {
            let values = (syntax::named("yaml").write)(credential);
            json!({"spec": {"source": {"chart": "orders", "helm": {"values": values}}}})
        },
    ),
    (
        "Application",
        ARGO,
        "helm.valuesObject",
        Fits::Text,
        |credential| {
            let values = json!({"auth": map(credential, Entry::camel)});
            json!({"spec": {"sources": [{"chart": "orders", "helm": {"valuesObject": values}}]}})
        },
    ),
    ("Application", ARGO, "status", Fits::Word, |credential| {
        let password = percent(credential.value());
        let message = format!("failed to fetch https://ci:{password}@git.corp.internal/o.git: EOF");
        json!({"status": {"conditions": [{"type": "ComparisonError", "message": message}]}})
    }),
    (
        "ApplicationSet",
        ARGO,
        "generator",
        Fits::Text,
        |credential| {
            let elements = json!([map(credential, Entry::camel)]);
            json!({"spec": {"generators": [{"list": {"elements": elements}}]}})
        },
    ),
    ("Workflow", ARGO, "arguments", Fits::Text, |credential| {
        let parameters = pairs(credential, "name", "value");
        json!({"spec": {"entrypoint": "main", "arguments": {"parameters": parameters}}})
    }),
    ("Workflow", ARGO, "script", Fits::Line, |credential| {
        let source = (syntax::named("shell script").write)(credential);
        let script = json!({"image": "alpine:3", "command": ["sh"], "source": source});
        json!({"spec": {"templates": [{"name": "main", "script": script}]}})
    }),
    (
        "CronWorkflow",
        ARGO,
        "container env",
        Fits::Text,
        |credential| {
            let container = json!({"image": "orders:1", "env": pairs(credential, "name", "value")});
            json!({"spec": {"workflowSpec": {"templates": [{"name": "m", "container": container}]}}})
        },
    ),
    ("Rollout", ARGO, "container env", Fits::Text, |credential| {
        let container = json!({"name": "m", "env": pairs(credential, "name", "value")});
        json!({"spec": {"template": {"spec": {"containers": [container]}}}})
    }),
    (
        "HelmRelease",
        FLUX,
        "values",
        Fits::Text,
        |credential| json!({"spec": {"interval": "5m", "values": {"auth": map(credential, Entry::camel)}}}),
    ),
    (
        "GitRepository",
        "source.toolkit.fluxcd.io/v1",
        "url",
        Fits::Word,
        |credential| {
            let password = percent(credential.value());
            json!({"spec": {"url": format!("https://git:{password}@git.corp.internal/orders")}})
        },
    ),
    (
        "Kustomization",
        "kustomize.toolkit.fluxcd.io/v1",
        "postBuild",
        Fits::Line,
        |credential| {
            let substitute = map(credential, Entry::snake);
            json!({"spec": {"path": "./", "postBuild": {"substitute": substitute}}})
        },
    ),
    (
        "PipelineRun",
        TEKTON,
        "params",
        Fits::Text,
        |credential| json!({"spec": {"params": pairs(credential, "name", "value")}}),
    ),
    (
        "Task",
        TEKTON,
        "default of a param",
        Fits::Text,
        |credential| json!({"spec": {"params": pairs(credential, "name", "default")}}),
    ),
    ("Task", TEKTON, "script", Fits::Word, |credential| {
        let script = (syntax::named("git clone").write)(credential);
        json!({"spec": {"steps": [{"name": "clone", "image": "git:2", "script": script}]}})
    }),
    (
        "TriggerTemplate",
        "triggers.tekton.dev/v1beta1",
        "resource template",
        Fits::Text,
        |credential| {
            let run = json!({"kind": "PipelineRun", "spec": {"params": pairs(credential, "name", "value")}});
            json!({"spec": {"resourcetemplates": [run]}})
        },
    ),
    (
        "ScaledObject",
        "keda.sh/v1alpha1",
        "trigger metadata",
        Fits::Line,
        |credential| {
            let metadata = map(credential, Entry::camel);
            json!({"spec": {"triggers": [{"type": "rabbitmq", "metadata": metadata}]}})
        },
    ),
    (
        "ScaledJob",
        "keda.sh/v1alpha1",
        "host of a trigger",
        Fits::Word,
        |credential| {
            let password = percent(credential.value());
            let host = format!("amqp://orders:{password}@queue.shop:5672/vhost");
            json!({"spec": {"triggers": [{"type": "rabbitmq", "metadata": {"host": host}}]}})
        },
    ),
    (
        "ChartRepository",
        "helm.cattle.io/v1",
        "values of a chart",
        Fits::Text,
        |credential| {
            let values = (syntax::named("yaml").write)(credential);
            json!({"spec": {"chart": "orders", "valuesContent": values}})
        },
    ),
    ("AppProject", ARGO, "a webhook", Fits::One, |credential| {
        let token = percent(credential.value());
        json!({"spec": {"hook": format!("https://ci.corp.internal/build?token={token}&job=1")}})
    }),
];
