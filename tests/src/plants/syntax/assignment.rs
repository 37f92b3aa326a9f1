//! Names and values, one assignment a line.

use super::Row;
use crate::plants::credential::Fits;

pub(super) const ROWS: &[Row] = &[
    ("dotenv", ".env", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("{}={}\n", entry.name, entry.value));
        format!("# settings of the worker\nLOG_LEVEL=info\n{body}PORT=8080\n")
    }),
    (
        "dotenv, quoted and exported",
        "worker.env",
        Fits::Text,
        |credential| {
            let body =
                credential.each(|entry| format!("export {}={}\n", entry.name, entry.quoted()));
            format!("export LOG_LEVEL=\"info\"\n{body}")
        },
    ),
    (
        "dotenv, single quotes",
        "local.env",
        Fits::Line,
        |credential| {
            credential
                .each(|entry| format!("{}='{}' # rotate in spring\n", entry.name, entry.value))
        },
    ),
    (
        "properties",
        "application.properties",
        Fits::Line,
        |credential| {
            let body =
                credential.each(|entry| format!("orders.{}={}\n", entry.dotted(), entry.value));
            format!("server.port=8080\n{body}spring.main.banner-mode=off\n")
        },
    ),
    (
        "properties, spaced",
        "worker.properties",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!("{} : {}\n", entry.dotted(), entry.value));
            format!("! the worker\nthreads : 4\n{body}")
        },
    ),
    (
        "properties, escaped",
        "legacy.properties",
        Fits::Text,
        |credential| {
            credential.each(|entry| {
                let value = entry
                    .value
                    .replace('\\', "\\\\")
                    .replace('\n', "\\n\\\n    ");
                format!("{} = {}\n", entry.snake(), value.replace("://", "\\://"))
            })
        },
    ),
    ("ini", "worker.ini", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("{} = {}\n", entry.snake(), entry.value));
        format!("[main]\nthreads = 4\n\n[credentials]\n{body}")
    }),
    ("ini, quoted", "service.cfg", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("{}=\"{}\"\n", entry.camel(), entry.value));
        format!("; service\n[service]\nname=orders\n{body}")
    }),
    ("toml", "config.toml", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("{} = {}\n", entry.snake(), entry.quoted()));
        format!("title = \"orders\"\n\n[store]\npool = 5\n{body}")
    }),
    (
        "toml, literal and multi-line",
        "settings.toml",
        Fits::Text,
        |credential| {
            let body =
                credential.each(|entry| format!("{} = '''\n{}'''\n", entry.kebab(), entry.value));
            format!("[[workers]]\nname = \"first\"\n{body}")
        },
    ),
    (
        "toml, inline table",
        "inline.toml",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!(", {} = '{}'", entry.snake(), entry.value));
            format!("store = {{ pool = 5{body} }}\n")
        },
    ),
    ("batch file", "start.bat", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("set {}={}\r\n", entry.name, entry.value));
        format!("@echo off\r\n{body}worker.exe\r\n")
    }),
    ("powershell", "start.ps1", Fits::Line, |credential| {
        credential.each(|entry| format!("$env:{} = \"{}\"\n", entry.name, entry.value))
    }),
    ("systemd unit", "worker.service", Fits::Line, |credential| {
        let body =
            credential.each(|entry| format!("Environment=\"{}={}\"\n", entry.name, entry.value));
        format!("[Unit]\nDescription=Orders\n\n[Service]\n{body}ExecStart=/usr/bin/orders\n")
    }),
    ("apache SetEnv", ".htaccess", Fits::Line, |credential| {
        credential.each(|entry| format!("SetEnv {} \"{}\"\n", entry.name, entry.value))
    }),
    ("Dockerfile", "Dockerfile", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("ENV {}=\"{}\"\n", entry.name, entry.value));
        format!("FROM debian:13\nARG VERSION=1\n{body}CMD [\"orders\"]\n")
    }),
    (
        "Dockerfile, old form",
        "Dockerfile.old",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| format!("ENV {} {}\n", entry.name, entry.value));
            format!("FROM debian:13\n{body}CMD orders\n")
        },
    ),
    ("log line", "worker.log", Fits::Line, |credential| {
        let body = credential.each(|entry| format!(" {}={}", entry.snake(), entry.value));
        format!("2025-03-01T10:00:00Z INFO starting worker with threads=4{body}\n")
    }),
    (
        "log line as JSON",
        "worker.jsonl",
        Fits::Text,
        |credential| {
            let body =
                credential.each(|entry| format!(",\"{}\":{}", entry.camel(), entry.quoted()));
            format!(
                "{{\"level\":\"info\",\"msg\":\"up\"}}\n{{\"level\":\"info\",\"msg\":\"cfg\"{body}}}\n"
            )
        },
    ),
    ("crontab", "crontab", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("{}={}\n", entry.name, entry.value));
        format!("SHELL=/bin/sh\n{body}*/5 * * * * root /usr/bin/report --all\n")
    }),
    (
        "fluent-bit, blanks between",
        "fluent-bit.conf",
        Fits::One,
        |credential| {
            format!(
                "[OUTPUT]\n    Name http\n    Host logs.corp.internal\n    HTTP_User worker\n    HTTP_Passwd {}\n",
                credential.value()
            )
        },
    ),
];
