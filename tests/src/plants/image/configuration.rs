//! Credentials in the configuration of an image, one small image each.

use serde_json::{Value, json};

use super::archive::{Image, Layer};
use crate::plants::credential::{Credential, Entry, Fits};
use crate::plants::encode::percent;
use crate::plants::issue;
use crate::plants::syntax::map;
use crate::random::Random;

/// A small image with one credential in its configuration.
pub struct PlantedConfiguration {
    /// The place, in words.
    pub placement: &'static str,
    /// What was planted.
    pub credential: Credential,
    /// The image.
    pub image: Image,
}

impl PlantedConfiguration {
    /// Every place with a credential of every kind that it can hold.
    #[must_use]
    pub fn plant(seed: u64) -> Vec<Self> {
        let mut random = Random::new(seed);
        let mut planted = Vec::new();
        for (placement, fits, fill) in ROWS {
            for issue in issue::KINDS {
                let credential = issue(&mut random);
                if fits.takes(&credential) {
                    planted.push(Self {
                        placement,
                        image: filled(*fill, &credential),
                        credential,
                    });
                }
            }
        }
        planted
    }
}

type Fill = fn(&Credential, &mut Image);

const ROWS: &[(&str, Fits, Fill)] = &[
    ("config Env", Fits::Text, |credential, image| {
        let variables = credential.entries.iter();
        let variables = variables.map(|entry| format!("{}={}", entry.name, entry.value).into());
        let variables: Vec<Value> = std::iter::once("PATH=/bin".into())
            .chain(variables)
            .collect();
        image.config["Env"] = variables.into();
    }),
    ("config Labels", Fits::Text, |credential, image| {
        image.config["Labels"] = map(credential, Entry::kebab);
    }),
    ("config Cmd", Fits::Line, |credential, image| {
        let flags = credential.entries.iter();
        let flags: Vec<String> = flags
            .map(|entry| format!("--{}={}", entry.kebab(), entry.value))
            .collect();
        image.config["Cmd"] = json!(flags);
    }),
    ("config Entrypoint", Fits::Word, |credential, image| {
        let script = format!("exec mysqld_safe -uroot -p'{}'", credential.value());
        image.config["Entrypoint"] = json!(["sh", "-c", script]);
    }),
    ("config Healthcheck", Fits::Word, |credential, image| {
        let test = format!(
            "curl -fsS -u 'probe:{}' http://localhost/",
            credential.value()
        );
        image.config["Healthcheck"] = json!({"Test": ["CMD-SHELL", test]});
    }),
    ("config OnBuild", Fits::Line, |credential, image| {
        let steps = credential.entries.iter();
        let steps: Vec<String> = steps
            .map(|entry| format!("ENV {}=\"{}\"", entry.name, entry.value))
            .collect();
        image.config["OnBuild"] = json!(steps);
    }),
    ("history ARG of a RUN", Fits::Line, |credential, image| {
        let arguments = credential.each(|entry| format!("{}={} ", entry.name, entry.value));
        let count = credential.entries.len();
        image.layers[0].created_by =
            format!("RUN |{count} {arguments}/bin/sh -c make install # buildkit");
    }),
    ("history ENV", Fits::Line, |credential, image| {
        let steps = credential.entries.iter();
        image.history = steps
            .map(|entry| {
                let step = format!("ENV {}={}", entry.name, entry.value);
                json!({"created_by": step, "empty_layer": true, "comment": "buildkit.dockerfile.v0"})
            })
            .collect();
    }),
    (
        "history ARG, old builder",
        Fits::Line,
        |credential, image| {
            let steps = credential.entries.iter();
            image.history = steps
                .map(|entry| {
                    let step = format!("/bin/sh -c #(nop)  ARG {}={}", entry.name, entry.value);
                    json!({"created_by": step, "empty_layer": true})
                })
                .collect();
        },
    ),
    ("history RUN git clone", Fits::Word, |credential, image| {
        image.layers[0].created_by = format!(
            "/bin/sh -c git clone https://ci:{}@git.corp.internal/orders.git && make",
            percent(credential.value())
        );
    }),
    ("history RUN curl", Fits::Word, |credential, image| {
        image.layers[0].created_by = format!(
            "RUN /bin/sh -c curl -H \"Authorization: Bearer {}\" https://api.corp.internal/ # buildkit",
            credential.value()
        );
    }),
];

fn filled(fill: Fill, credential: &Credential) -> Image {
    let mut image = Image {
        name: "shop/orders:1.4.2",
        config: json!({"Env": ["PATH=/bin"], "WorkingDir": "/app"}),
        history: Vec::new(),
        layers: vec![Layer {
            created_by: "COPY . /app # buildkit".to_owned(),
            members: vec![("app/hello.txt".to_owned(), b"hello\n".to_vec())],
        }],
    };
    fill(credential, &mut image);
    image
}
