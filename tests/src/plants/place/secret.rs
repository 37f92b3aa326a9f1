//! Row 6: Secrets of every type that people fill; what lies there is stored, not leaked.

use serde_json::{Value, json};

use super::{Placement, Spot};
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::{base64, gzip};
use crate::plants::syntax::{self, map};

pub(super) fn all() -> Vec<Placement> {
    let mut placements = vec![
        Placement::new("Secret, Opaque", Fits::Text, |credential, spot| {
            spot.secret("Opaque", encoded(credential, |entry| entry.name.to_owned()))
        }),
        Placement::new(
            "Secret, Opaque, keys with dashes",
            Fits::Text,
            |credential, spot| spot.secret("Opaque", encoded(credential, Entry::kebab)),
        ),
        Placement::new("Secret, stringData", Fits::Text, |credential, spot| {
            let fields = json!({"stringData": map(credential, Entry::camel)});
            spot.object("v1", "Secret", fields)
        }),
        Placement::new("Secret, base64 twice", Fits::Text, |credential, spot| {
            let mut data = json!({});
            for entry in &credential.entries {
                data[entry.name] = base64(base64(&entry.value)).into();
            }
            spot.secret("Opaque", data)
        }),
        Placement::new(
            "Secret, dockerconfigjson",
            Fits::Word,
            |credential, spot| {
                let config = docker(credential);
                let data =
                    json!({".dockerconfigjson": base64(json!({"auths": config}).to_string())});
                spot.secret("kubernetes.io/dockerconfigjson", data)
            },
        ),
        Placement::new(
            "Secret, dockerconfigjson with password",
            Fits::Word,
            |credential, spot| {
                let login = json!({"username": "ci", "password": credential.value()});
                let config = json!({"auths": {"registry.corp.internal": login}}).to_string();
                let data = json!({".dockerconfigjson": base64(config)});
                spot.secret("kubernetes.io/dockerconfigjson", data)
            },
        ),
        Placement::new("Secret, dockercfg", Fits::Word, |credential, spot| {
            let data = json!({".dockercfg": base64(docker(credential).to_string())});
            spot.secret("kubernetes.io/dockercfg", data)
        }),
        Placement::new("Secret, basic-auth", Fits::Word, |credential, spot| {
            let data =
                json!({"username": base64("orders"), "password": base64(credential.value())});
            spot.secret("kubernetes.io/basic-auth", data)
        }),
        Placement::new("Secret, ssh-auth", Fits::Key, |credential, spot| {
            let data = json!({"ssh-privatekey": base64(credential.value())});
            spot.secret("kubernetes.io/ssh-auth", data)
        }),
        Placement::new("Secret, tls", Fits::Key, |credential, spot| {
            let data = json!({"tls.crt": base64(""), "tls.key": base64(credential.value())});
            spot.secret("kubernetes.io/tls", data)
        })
        .in_files(),
        Placement::new("Secret, terraform state", Fits::Text, |credential, spot| {
            let state = (syntax::named("terraform state").write)(credential);
            let data = json!({"tfstate": base64(gzip(state))});
            spot.secret("Opaque", data)
        }),
    ];
    for name in [
        "dotenv",
        "json",
        "yaml",
        "ini",
        "aws credentials",
        "netrc",
        "npmrc",
        "kubeconfig token",
        "spring",
        "properties",
        "git credentials",
        "connection strings",
    ] {
        placements.push(file(name));
    }
    placements
}

fn file(name: &str) -> Placement {
    let syntax = syntax::named(name);
    let name = format!("Secret file: {}", syntax.name);
    Placement::new(
        name,
        syntax.fits,
        move |credential: &Credential, spot: &Spot| {
            let key = syntax.file.rsplit('/').next().unwrap_or(syntax.file);
            spot.secret("Opaque", json!({key: base64((syntax.write)(credential))}))
        },
    )
}

fn encoded(credential: &Credential, style: fn(&Entry) -> String) -> Value {
    let mut data = json!({});
    for entry in &credential.entries {
        data[style(entry)] = base64(&entry.value).into();
    }
    data
}

fn docker(credential: &Credential) -> Value {
    let auth = base64(format!("ci:{}", credential.value()));
    json!({"registry.corp.internal": {"auth": auth}})
}
