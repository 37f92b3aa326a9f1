//! Row 2: `command` and `args`.

use serde_json::{Value, json};

use super::Placement;
use super::workload::{KINDS, pod, pod_with_init, workload};
use crate::plants::credential::{Credential, Fits};
use crate::plants::encode::{base64, percent};
use crate::plants::syntax;

type Write = fn(&Credential) -> Vec<String>;

pub(super) fn all() -> Vec<Placement> {
    let mut placements: Vec<Placement> = ROWS
        .iter()
        .enumerate()
        .map(|(index, &(name, fits, write))| {
            let kind = KINDS[index % KINDS.len()];
            Placement::new(format!("args {name}"), fits, move |credential, spot| {
                let container = json!({"command": ["/bin/orders"], "args": write(credential)});
                workload(kind, spot, pod(container))
            })
        })
        .collect();
    for name in SCRIPTS {
        let write = syntax::named(name).write;
        let fits = syntax::named(name).fits;
        let placement = Placement::new(format!("sh -c {name}"), fits, move |credential, spot| {
            let container = json!({"command": ["/bin/sh", "-ec", write(credential)]});
            workload("Job", spot, pod(container))
        });
        placements.push(placement);
    }
    placements.push(Placement::new(
        "command of an init container",
        Fits::Line,
        |credential, spot| {
            let flags = credential.entries.iter();
            let flags: Vec<Value> = flags
                .map(|entry| format!("--{}={}", entry.kebab(), entry.value).into())
                .collect();
            let command = [vec![Value::from("migrate")], flags].concat();
            workload(
                "Deployment",
                spot,
                pod_with_init(json!({"command": command})),
            )
        },
    ));
    placements
}

/// Scripts that are run by a shell.
const SCRIPTS: &[&str] = &[
    "shell script",
    "variables before a command",
    "long flags",
    "long flags, blanks between",
    "mysql",
    "curl user",
    "curl bearer",
    "PGPASSWORD",
    "docker login",
    "redis-cli",
];

const ROWS: &[(&str, Fits, Write)] = &[
    ("--name=value", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        entries
            .map(|entry| format!("--{}={}", entry.kebab(), entry.value))
            .collect()
    }),
    ("--name value", Fits::Text, |credential| {
        let entries = credential.entries.iter();
        entries
            .flat_map(|entry| [format!("--{}", entry.kebab()), entry.value.clone()])
            .collect()
    }),
    ("-name=value", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        entries
            .map(|entry| format!("-{}={}", entry.dotted(), entry.value))
            .collect()
    }),
    ("NAME=value", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        entries
            .map(|entry| format!("{}={}", entry.name, entry.value))
            .collect()
    }),
    ("-e NAME=value", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        entries
            .flat_map(|entry| ["-e".to_owned(), format!("{}={}", entry.name, entry.value)])
            .collect()
    }),
    ("-Dname=value", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        entries
            .map(|entry| format!("-D{}={}", entry.dotted(), entry.value))
            .collect()
    }),
    ("mysql -pVALUE", Fits::Word, |credential| {
        words(&[
            "mysql",
            "-h",
            "db",
            "-uroot",
            &format!("-p{}", credential.value()),
        ])
    }),
    ("user:password@host", Fits::Word, |credential| {
        let password = percent(credential.value());
        words(&[
            "--store",
            &format!("mysql://orders:{password}@db:3306/orders"),
        ])
    }),
    ("curl -u", Fits::Word, |credential| {
        words(&[
            "curl",
            "-fsS",
            "-u",
            &format!("deploy:{}", credential.value()),
            "http://api/",
        ])
    }),
    ("curl -H", Fits::Word, |credential| {
        let header = format!("Authorization: Bearer {}", credential.value());
        words(&["curl", "-H", &header, "http://api/"])
    }),
    ("redis-server --requirepass", Fits::Word, |credential| {
        words(&[
            "redis-server",
            "--requirepass",
            credential.value(),
            "--port",
            "6379",
        ])
    }),
    ("sshpass -p", Fits::Word, |credential| {
        words(&["sshpass", "-p", credential.value(), "ssh", "backup@store"])
    }),
    ("mongo --password", Fits::Word, |credential| {
        words(&[
            "mongo",
            "--username",
            "root",
            "--password",
            credential.value(),
            "orders",
        ])
    }),
    ("psql connection string", Fits::Word, |credential| {
        let connection = format!("host=db user=orders password={}", credential.value());
        words(&["psql", &connection])
    }),
    ("helm --set", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        entries
            .flat_map(|entry| {
                [
                    "--set".to_owned(),
                    format!("a.{}={}", entry.camel(), entry.value),
                ]
            })
            .collect()
    }),
    (
        "--client-secret=value of a proxy",
        Fits::Word,
        |credential| {
            words(&[
                "--provider=oidc",
                &format!("--client-secret={}", credential.value()),
            ])
        },
    ),
    ("--from-literal=name=value", Fits::Line, |credential| {
        let entries = credential.entries.iter();
        let entries =
            entries.map(|entry| format!("--from-literal={}={}", entry.kebab(), entry.value));
        let command = ["kubectl", "create", "secret", "generic", "orders"];
        command
            .map(str::to_owned)
            .into_iter()
            .chain(entries)
            .collect()
    }),
    ("helm --set, several", Fits::Word, |credential| {
        let settings = format!(
            "auth.user=orders,auth.password={},tls=true",
            credential.value()
        );
        words(&["helm", "upgrade", "orders", "--set-string", &settings])
    }),
    ("java -D in one text", Fits::Word, |credential| {
        let options = format!("-Xmx1g -Ddb.password={} -Dlog=info", credential.value());
        words(&["--java-options", &options])
    }),
    ("rabbitmqctl", Fits::Word, |credential| {
        words(&["rabbitmqctl", "add_user", "orders", credential.value()])
    }),
    ("openssl -passin", Fits::Word, |credential| {
        let password = format!("pass:{}", credential.value());
        words(&["openssl", "pkcs12", "-in", "a.p12", "-passin", &password])
    }),
    ("a document", Fits::Text, |credential| {
        vec![
            "--config-json".to_owned(),
            (syntax::named("json, one line").write)(credential),
        ]
    }),
    ("a document in base64", Fits::Text, |credential| {
        let document = (syntax::named("yaml").write)(credential);
        vec![format!("--config={}", base64(document))]
    }),
];

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}
