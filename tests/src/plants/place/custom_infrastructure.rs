//! Row 12: what makes clusters, machines and cloud resources.

use serde_json::json;

use super::Placement;
use super::custom::{Row, placements};
use crate::plants::credential::{Entry, Fits};
use crate::plants::encode::{base64, percent};
use crate::plants::syntax::{self, map};

pub(super) fn all() -> Vec<Placement> {
    placements(ROWS)
}

const KUBEADM: &str = "bootstrap.cluster.x-k8s.io/v1beta1";

const ROWS: &[Row] = &[
    (
        "KubeadmConfig",
        KUBEADM,
        "files",
        Fits::Text,
        |credential| {
            let content = (syntax::named("yaml").write)(credential);
            json!({"spec": {"files": [{"path": "/etc/orders.yaml", "owner": "root", "content": content}]}})
        },
    ),
    (
        "KubeadmConfig",
        KUBEADM,
        "files in base64",
        Fits::Text,
        |credential| {
            let content = base64((syntax::named("json").write)(credential));
            json!({"spec": {"files": [{"path": "/etc/o", "encoding": "base64", "content": content}]}})
        },
    ),
    (
        "KubeadmConfigTemplate",
        KUBEADM,
        "commands",
        Fits::Word,
        |credential| {
            let command = (syntax::named("curl bearer").write)(credential);
            json!({"spec": {"template": {"spec": {"preKubeadmCommands": ["hostname", command]}}}})
        },
    ),
    (
        "KubeadmControlPlane",
        "controlplane.cluster.x-k8s.io/v1beta1",
        "extra args",
        Fits::Line,
        |credential| {
            let arguments = map(credential, Entry::kebab);
            json!({"spec": {"kubeadmConfigSpec": {"clusterConfiguration": {"apiServer": {"extraArgs": arguments}}}}})
        },
    ),
    (
        "VSphereCluster",
        "infrastructure.cluster.x-k8s.io/v1beta1",
        "password",
        Fits::One,
        |credential| json!({"spec": {"server": "vc.corp.internal", "username": "root", "password": credential.value()}}),
    ),
    (
        "VirtualMachine",
        "kubevirt.io/v1",
        "cloudInitNoCloud",
        Fits::Word,
        |credential| {
            let data = format!(
                "#cloud-config\nuser: fedora\npassword: {}\nchpasswd: {{ expire: False }}\n",
                credential.value()
            );
            let volume = json!({"name": "init", "cloudInitNoCloud": {"userData": data}});
            json!({"spec": {"template": {"spec": {"volumes": [volume]}}}})
        },
    ),
    (
        "VirtualMachine",
        "kubevirt.io/v1",
        "cloudInit in base64",
        Fits::Line,
        |credential| {
            let data = base64((syntax::named("shell script").write)(credential));
            let volume = json!({"name": "init", "cloudInitNoCloud": {"userDataBase64": data}});
            json!({"spec": {"template": {"spec": {"volumes": [volume]}}}})
        },
    ),
    (
        "ProviderConfig",
        "aws.upbound.io/v1beta1",
        "credentials",
        Fits::Line,
        |credential| {
            let file = (syntax::named("aws credentials").write)(credential);
            json!({"spec": {"credentials": {"source": "Inline", "inline": file}}})
        },
    ),
    (
        "Instance",
        "rds.aws.upbound.io/v1beta1",
        "forProvider",
        Fits::One,
        |credential| json!({"spec": {"forProvider": {"username": "root", "masterPassword": credential.value()}}}),
    ),
    (
        "Release",
        "helm.crossplane.io/v1beta1",
        "set",
        Fits::Text,
        |credential| json!({"spec": {"forProvider": {"set": syntax::pairs(credential, "name", "value")}}}),
    ),
    (
        "Composition",
        "apiextensions.crossplane.io/v1",
        "base",
        Fits::One,
        |credential| {
            let base =
                json!({"kind": "User", "spec": {"forProvider": {"password": credential.value()}}});
            json!({"spec": {"resources": [{"name": "user", "base": base}]}})
        },
    ),
    (
        "Workspace",
        "tf.upbound.io/v1beta1",
        "module and variables",
        Fits::Text,
        |credential| {
            let module = (syntax::named("hcl").write)(credential);
            json!({"spec": {"forProvider": {"source": "Inline", "module": module}}})
        },
    ),
    (
        "Terraform",
        "infra.contrib.fluxcd.io/v1alpha2",
        "vars",
        Fits::Text,
        |credential| json!({"spec": {"vars": syntax::pairs(credential, "name", "value")}}),
    ),
    (
        "DBInstance",
        "rds.services.k8s.aws/v1alpha1",
        "connection",
        Fits::Word,
        |credential| {
            let text = format!("Server=db;Database=o;Uid=root;Pwd={};", credential.value());
            json!({"status": {"connection": text}})
        },
    ),
    (
        "BareMetalHost",
        "metal3.io/v1alpha1",
        "bmc",
        Fits::Word,
        |credential| {
            let bmc = json!({"address": format!("ipmi://admin:{}@10.0.0.9", percent(credential.value()))});
            json!({"spec": {"bmc": bmc}})
        },
    ),
];
