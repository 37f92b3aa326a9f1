//! Row 12: the user data of nodes, plain and folded up.

use serde_json::{Value, json};

use super::Placement;
use super::custom::{Row, placements};
use crate::plants::credential::Fits;
use crate::plants::encode::{base64, gzip, indented};
use crate::plants::syntax;

pub(super) fn all() -> Vec<Placement> {
    placements(ROWS)
}

const KARPENTER: &str = "karpenter.k8s.aws/v1";

const ROWS: &[Row] = &[
    (
        "EC2NodeClass",
        KARPENTER,
        "userData",
        Fits::Line,
        |credential| node_class((syntax::named("shell script").write)(credential)),
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "userData in base64",
        Fits::Line,
        |credential| node_class(base64((syntax::named("shell script").write)(credential))),
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "userData in base64 of gzip",
        Fits::Line,
        |credential| {
            node_class(base64(gzip((syntax::named("shell script").write)(
                credential,
            ))))
        },
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "userData in MIME",
        Fits::Line,
        |credential| {
            node_class(multipart(&(syntax::named("shell script").write)(
                credential,
            )))
        },
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "userData in MIME, part in base64",
        Fits::Line,
        |credential| {
            let script = (syntax::named("shell script").write)(credential);
            node_class(format!(
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"//\"\n\n--//\nContent-Transfer-Encoding: base64\nContent-Type: text/x-shellscript\n\n{}\n--//--\n",
                base64(script)
            ))
        },
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "userData in base64 of MIME",
        Fits::Line,
        |credential| {
            node_class(base64(multipart(&(syntax::named("shell script").write)(
                credential,
            ))))
        },
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "userData in TOML",
        Fits::Text,
        |credential| node_class((syntax::named("toml").write)(credential)),
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "cloud-config",
        Fits::Text,
        |credential| {
            let file = (syntax::named("dotenv, quoted and exported").write)(credential);
            node_class(format!(
                "#cloud-config\nwrite_files:\n- path: /etc/orders.env\n  permissions: '0600'\n  content: |\n{}runcmd:\n- [systemctl, restart, orders]\n",
                indented(&file, 4)
            ))
        },
    ),
    (
        "EC2NodeClass",
        KARPENTER,
        "cloud-config, file in base64 of gzip",
        Fits::Text,
        |credential| {
            let file = base64(gzip((syntax::named("yaml").write)(credential)));
            node_class(format!(
                "#cloud-config\nwrite_files:\n- path: /etc/orders.yaml\n  encoding: gz+b64\n  content: {file}\n"
            ))
        },
    ),
];

fn node_class(user_data: impl Into<Value>) -> Value {
    json!({"spec": {"amiFamily": "AL2023", "role": "node", "userData": user_data.into()}})
}

fn multipart(script: &str) -> String {
    format!(
        "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"BOUNDARY\"\n\n--BOUNDARY\nContent-Type: text/x-shellscript; charset=\"us-ascii\"\n\n{script}\n--BOUNDARY--\n"
    )
}
