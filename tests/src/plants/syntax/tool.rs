//! Files in which tools keep the credentials of their users.

use serde_json::json;

use super::Row;
use crate::plants::credential::Fits;
use crate::plants::encode::{base64, percent};

pub(super) const ROWS: &[Row] = &[
    ("netrc", ".netrc", Fits::Word, |credential| {
        format!(
            "machine git.corp.internal\n  login deploy\n  password {}\n",
            credential.value()
        )
    }),
    ("netrc, one line", "_netrc", Fits::Word, |credential| {
        format!(
            "machine git.corp.internal login deploy password {}\n",
            credential.value()
        )
    }),
    ("npmrc", ".npmrc", Fits::Word, |credential| {
        format!(
            "registry=https://npm.corp.internal/\n//npm.corp.internal/:_authToken={}\n",
            credential.value()
        )
    }),
    ("npmrc, basic", "npmrc", Fits::Word, |credential| {
        format!(
            "//npm.corp.internal/:_auth={}\nalways-auth=true\n",
            base64(format!("ci:{}", credential.value()))
        )
    }),
    ("pypirc", ".pypirc", Fits::Word, |credential| {
        format!(
            "[distutils]\nindex-servers = corp\n\n[corp]\nrepository = https://pypi.corp.internal/\nusername = __token__\npassword = {}\n",
            credential.value()
        )
    }),
    ("pip index", "pip.conf", Fits::Word, |credential| {
        format!(
            "[global]\nindex-url = https://ci:{}@pypi.corp.internal/simple\n",
            percent(credential.value())
        )
    }),
    (
        "aws credentials",
        ".aws/credentials",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!("{} = {}\n", entry.snake(), entry.value));
            format!("[default]\nregion = eu-west-1\n{body}")
        },
    ),
    ("kubeconfig token", "kubeconfig", Fits::Word, |credential| {
        format!(
            "apiVersion: v1\nkind: Config\nclusters:\n- name: c\n  cluster: {{server: \"https://10.0.0.1\"}}\nusers:\n- name: ci\n  user:\n    token: {}\n",
            json!(credential.value())
        )
    }),
    (
        "kubeconfig password",
        "kubeconfig.json",
        Fits::Word,
        |credential| {
            json!({
            "apiVersion": "v1", "kind": "Config",
            "users": [{"name": "ci", "user": {"username": "ci", "password": credential.value()}}],
        })
        .to_string()
        },
    ),
    (
        "kubeconfig client key",
        "client.kubeconfig",
        Fits::Key,
        |credential| {
            format!(
                "apiVersion: v1\nkind: Config\nusers:\n- name: ci\n  user:\n    client-key-data: {}\n",
                base64(credential.value())
            )
        },
    ),
    (
        "docker config",
        ".docker/config.json",
        Fits::Word,
        |credential| {
            let auth = base64(format!("ci:{}", credential.value()));
            format!(
                "{:#}\n",
                json!({"auths": {"registry.corp.internal": {"auth": auth}}})
            )
        },
    ),
    (
        "docker config, password",
        "dockerconfig.json",
        Fits::Word,
        |credential| {
            json!({"auths": {"registry.corp.internal": {
            "username": "ci", "password": credential.value(), "email": "ci@corp.internal"}}})
            .to_string()
        },
    ),
    (
        "git credentials",
        ".git-credentials",
        Fits::Word,
        |credential| {
            format!(
                "https://deploy:{}@git.corp.internal\n",
                percent(credential.value())
            )
        },
    ),
    ("git remote", ".git/config", Fits::Word, |credential| {
        format!(
            "[remote \"origin\"]\n\turl = https://oauth2:{}@git.corp.internal/orders.git\n\tfetch = +refs/heads/*\n",
            percent(credential.value())
        )
    }),
    ("git extra header", ".gitconfig", Fits::Word, |credential| {
        format!(
            "[http \"https://git.corp.internal/\"]\n\textraheader = AUTHORIZATION: basic {}\n",
            base64(format!("x-access-token:{}", credential.value()))
        )
    }),
    ("pgpass", ".pgpass", Fits::Word, |credential| {
        format!(
            "db.corp.internal:5432:orders:orders:{}\n",
            credential.value().replace(':', "\\:")
        )
    }),
    ("curlrc", ".curlrc", Fits::Word, |credential| {
        format!("silent\nuser = \"deploy:{}\"\n", credential.value())
    }),
    ("s3cfg", ".s3cfg", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("{} = {}\n", entry.snake(), entry.value));
        format!("[default]\nhost_base = s3.corp.internal\n{body}use_https = True\n")
    }),
    (
        "gradle properties",
        "gradle.properties",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!("{}={}\n", entry.camel(), entry.value));
            format!("org.gradle.daemon=false\n{body}")
        },
    ),
    (
        "cargo credentials",
        ".cargo/credentials.toml",
        Fits::Word,
        |credential| format!("[registry]\ntoken = {}\n", json!(credential.value())),
    ),
    ("composer auth", "auth.json", Fits::Word, |credential| {
        json!({"http-basic": {"packages.corp.internal": {
            "username": "ci", "password": credential.value()}}})
        .to_string()
    }),
    ("nuget", "NuGet.Config", Fits::Word, |credential| {
        format!(
            "<configuration><packageSourceCredentials><corp><add key=\"Username\" value=\"ci\" />\
             <add key=\"ClearTextPassword\" value=\"{}\" /></corp></packageSourceCredentials></configuration>\n",
            credential.value()
        )
    }),
    (
        "rabbitmq definitions",
        "definitions.json",
        Fits::Word,
        |credential| {
            json!({"users": [{"name": "orders", "password": credential.value(), "tags": []}]})
                .to_string()
        },
    ),
    ("postman", "postman.json", Fits::Word, |credential| {
        json!({"values": [{"key": "password", "value": credential.value(), "enabled": true}]})
            .to_string()
    }),
];
