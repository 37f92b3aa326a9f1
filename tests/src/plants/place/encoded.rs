//! Row 5, folded up: encodings, compression and archives in a `ConfigMap`.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use super::{Placement, Spot};
use crate::plants::credential::{Credential, Fits};
use crate::plants::encode::{base64, gzip, hex, percent, tar, utf16, wrapped, zip};
use crate::plants::syntax;

pub(super) fn all() -> Vec<Placement> {
    let mut placements = Vec::new();
    for syntax in [
        "json",
        "dotenv, quoted and exported",
        "yaml",
        "xml elements",
    ] {
        for (name, fold) in BYTES {
            placements.push(binary(syntax, name, *fold));
        }
    }
    for syntax in ["json", "dotenv, quoted and exported"] {
        for (name, fold) in TEXTS {
            placements.push(text(syntax, name, *fold));
        }
    }
    placements.extend(values());
    placements
}

type ToBytes = (&'static str, fn(&str) -> Vec<u8>);
type ToText = (&'static str, fn(&str) -> String);

/// What goes to `binaryData`.
const BYTES: &[ToBytes] = &[
    ("as it is", |text| text.as_bytes().to_vec()),
    ("gzip", |text| gzip(text)),
    ("zip", |text| {
        zip(&[("LICENSE", b"free"), ("conf/app", text.as_bytes())])
    }),
    ("tar", |text| tar(&[("conf/app", text.as_bytes())])),
    ("tar.gz", |text| {
        gzip(tar(&[("a", b"b"), ("conf/app", text.as_bytes())]))
    }),
    ("UTF-16, little endian", |text| utf16(text, true)),
    ("UTF-16, big endian", |text| utf16(text, false)),
    ("UTF-16 in gzip", |text| gzip(utf16(text, true))),
    ("gzip in zip", |text| zip(&[("app.gz", &gzip(text))])),
    ("zip in base64 in gzip", |text| {
        gzip(base64(zip(&[("app", text.as_bytes())])))
    }),
];

/// What goes to `data`.
const TEXTS: &[ToText] = &[
    ("base64", |text| base64(text)),
    ("base64 in lines", |text| wrapped(text)),
    ("base64url", |text| BASE64_URL_SAFE_NO_PAD.encode(text)),
    ("base64 twice", |text| base64(base64(text))),
    ("base64 of gzip", |text| base64(gzip(text))),
    ("base64 of gzip of base64", |text| {
        base64(gzip(base64(text)))
    }),
    ("base64 of zip", |text| {
        base64(zip(&[("app", text.as_bytes())]))
    }),
    ("base64 of UTF-16", |text| base64(&utf16(text, true)[2..])),
    ("hex", |text| hex(text)),
    ("percent-encoding", |text| percent(text)),
    ("base64 in JSON", |text| {
        json!({"file": "app", "content": base64(text)}).to_string()
    }),
    ("base64 in YAML", |text| {
        format!("files:\n- path: /etc/app\n  content: {}\n", base64(text))
    }),
    ("base64 of gzip in JSON", |text| {
        json!({"blob": {"body": base64(gzip(text))}}).to_string()
    }),
    ("data URL", |text| {
        format!(
            "file = data:application/octet-stream;base64,{}\n",
            base64(text)
        )
    }),
    ("base64 amid a text", |text| {
        format!("the settings are {} as of today\n", base64(text))
    }),
];

fn binary(syntax: &'static str, name: &str, fold: fn(&str) -> Vec<u8>) -> Placement {
    let kind = syntax::named(syntax);
    let name = format!("ConfigMap binaryData {name}: {syntax}");
    Placement::new(
        name,
        kind.fits,
        move |credential: &Credential, spot: &Spot| {
            let content = base64(fold(&(kind.write)(credential)));
            spot.object(
                "v1",
                "ConfigMap",
                json!({"binaryData": {"bundle": content}}),
            )
        },
    )
}

fn text(syntax: &'static str, name: &str, fold: fn(&str) -> String) -> Placement {
    let kind = syntax::named(syntax);
    let name = format!("ConfigMap {name}: {syntax}");
    Placement::new(
        name,
        kind.fits,
        move |credential: &Credential, spot: &Spot| {
            spot.config_map("bundle", &fold(&(kind.write)(credential)))
        },
    )
}

/// Single values that are folded up under their name.
fn values() -> Vec<Placement> {
    let each = |fold: fn(&str) -> String, style: &'static str| {
        move |credential: &Credential, spot: &Spot| {
            let lines = credential
                .each(|entry| format!("{}{style}{}\n", entry.snake(), fold(&entry.value)));
            spot.config_map("values", &lines)
        }
    };
    let key = |fold: fn(&str) -> String| {
        move |credential: &Credential, spot: &Spot| {
            let mut data = json!({});
            for entry in &credential.entries {
                data[entry.name] = Value::from(fold(&entry.value));
            }
            spot.object("v1", "ConfigMap", json!({"data": data}))
        }
    };
    vec![
        Placement::new(
            "base64 under its name",
            Fits::Text,
            key(|text| base64(text)),
        ),
        Placement::new(
            "base64 under its name, with a new line",
            Fits::Line,
            key(|text| base64(format!("{text}\n"))),
        ),
        Placement::new(
            "base64 in a YAML field",
            Fits::Text,
            each(|text| base64(text), ": "),
        ),
        Placement::new(
            "base64 in a properties field",
            Fits::Text,
            each(|text| base64(text), "="),
        ),
    ]
}
