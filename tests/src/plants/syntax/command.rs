//! Shell scripts and command lines.

use super::Row;
use crate::plants::credential::Fits;
use crate::plants::encode::percent;

pub(super) const ROWS: &[Row] = &[
    ("shell script", "run.sh", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("{}='{}'\n", entry.name, entry.value));
        format!("#!/bin/sh\nset -eu\n{body}exec orders\n")
    }),
    (
        "variables before a command",
        "job.sh",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!("{}='{}' ", entry.name, entry.value));
            format!("#!/bin/bash\n{body}./report --all\n")
        },
    ),
    ("heredoc", "setup.sh", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("{}={}\n", entry.name, entry.quoted()));
        format!("#!/bin/sh\ncat > /etc/orders.env <<EOF\n{body}EOF\n")
    }),
    ("long flags", "flags.sh", Fits::Line, |credential| {
        let body = credential.each(|entry| format!(" --{}='{}'", entry.kebab(), entry.value));
        format!("orders serve --port 8080{body}\n")
    }),
    (
        "long flags, blanks between",
        "flags-apart.sh",
        Fits::Line,
        |credential| {
            let body =
                credential.each(|entry| format!(" \\\n  --{} \"{}\"", entry.kebab(), entry.value));
            format!("orders serve{body}\n")
        },
    ),
    ("mysql", "dump.sh", Fits::Word, |credential| {
        format!(
            "mysqldump -h db -u root -p'{}' orders > dump.sql\n",
            credential.value()
        )
    }),
    ("curl user", "fetch.sh", Fits::Word, |credential| {
        format!(
            "curl -fsS -u 'deploy:{}' https://api.corp.internal/v1\n",
            credential.value()
        )
    }),
    ("curl bearer", "push.sh", Fits::Word, |credential| {
        format!(
            "curl -H \"Authorization: Bearer {}\" https://api.corp.internal/v1\n",
            credential.value()
        )
    }),
    ("curl header", "ping.sh", Fits::One, |credential| {
        format!(
            "curl -X POST -H 'X-Auth-Token: {}' https://api.corp.internal/v1\n",
            credential.value()
        )
    }),
    ("git clone", "clone.sh", Fits::Word, |credential| {
        format!(
            "git clone https://ci:{}@git.corp.internal/orders.git\n",
            percent(credential.value())
        )
    }),
    ("PGPASSWORD", "psql.sh", Fits::Word, |credential| {
        format!(
            "PGPASSWORD={} psql -h db -U orders -c 'select 1'\n",
            credential.value()
        )
    }),
    ("docker login", "login.sh", Fits::Word, |credential| {
        format!(
            "docker login -u ci -p {} registry.corp.internal\n",
            credential.value()
        )
    }),
    ("sshpass", "copy.sh", Fits::Word, |credential| {
        format!(
            "sshpass -p '{}' scp dump.sql backup@store:\n",
            credential.value()
        )
    }),
    ("redis-cli", "cache.sh", Fits::Word, |credential| {
        format!("redis-cli -h cache -a {} ping\n", credential.value())
    }),
    ("helm --set", "deploy.sh", Fits::Line, |credential| {
        let body =
            credential.each(|entry| format!(" --set store.{}='{}'", entry.camel(), entry.value));
        format!("helm upgrade orders ./chart{body}\n")
    }),
    ("aws configure", "aws.sh", Fits::EvidentLine, |credential| {
        credential.each(|entry| format!("aws configure set {} {}\n", entry.snake(), entry.value))
    }),
    ("system properties", "java.sh", Fits::Line, |credential| {
        let body = credential.each(|entry| format!(" -D{}='{}'", entry.dotted(), entry.value));
        format!("java -Xmx512m{body} -jar orders.jar\n")
    }),
];
