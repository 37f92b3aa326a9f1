//! Programs with credentials in them.

use super::Row;
use crate::plants::credential::{Entry, Fits};

pub(super) const ROWS: &[Row] = &[
    ("python", "settings.py", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("{} = {}\n", entry.name, entry.quoted()));
        format!("import os\n\nDEBUG = False\n{body}")
    }),
    (
        "python dictionary",
        "local_settings.py",
        Fits::Line,
        |credential| {
            let body = credential
                .each(|entry| format!("        '{}': '{}',\n", entry.snake(), entry.value));
            format!("STORES = {{\n    'default': {{\n        'POOL': 5,\n{body}    }},\n}}\n")
        },
    ),
    (
        "django database",
        "databases.py",
        Fits::Word,
        |credential| {
            format!(
                "DATABASES = {{'default': {{'ENGINE': 'postgresql', 'USER': 'orders', 'PASSWORD': '{}'}}}}\n",
                credential.value()
            )
        },
    ),
    ("python call", "client.py", Fits::Word, |credential| {
        format!(
            "client = connect(host=\"db\", user=\"orders\", password=\"{}\", timeout=3)\n",
            credential.value()
        )
    }),
    ("php array", "config.php", Fits::Line, |credential| {
        let body =
            credential.each(|entry| format!("    '{}' => '{}',\n", entry.snake(), entry.value));
        format!("<?php\nreturn [\n    'pool' => 5,\n{body}];\n")
    }),
    ("php define", "wp-config.php", Fits::Line, |credential| {
        let body =
            credential.each(|entry| format!("define( '{}', '{}' );\n", entry.name, entry.value));
        format!("<?php\ndefine( 'WP_DEBUG', false );\n{body}")
    }),
    ("php variable", "connect.php", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("${} = \"{}\";\n", entry.snake(), entry.value));
        format!("<?php\n{body}")
    }),
    ("javascript object", "config.js", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("  {}: '{}',\n", entry.camel(), entry.value));
        format!("module.exports = {{\n  pool: 5,\n{body}}};\n")
    }),
    (
        "typescript constant",
        "config.ts",
        Fits::Line,
        |credential| {
            credential
                .each(|entry| format!("export const {}: string = `{}`;\n", entry.name, entry.value))
        },
    ),
    (
        "process.env default",
        "server.js",
        Fits::Line,
        |credential| {
            credential.each(|entry| {
                format!(
                    "const {} = process.env.{} || \"{}\";\n",
                    entry.camel(),
                    entry.name,
                    entry.value
                )
            })
        },
    ),
    ("go", "main.go", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("\t{} := {}\n", entry.camel(), entry.quoted()));
        format!("package main\n\nfunc main() {{\n{body}}}\n")
    }),
    ("go struct", "config.go", Fits::Text, |credential| {
        let body = credential.each(|entry| format!("\t{}: {},\n", entry.camel(), entry.quoted()));
        format!("package config\n\nvar store = Store{{\n{body}}}\n")
    }),
    ("java", "Config.java", Fits::Text, |credential| {
        let body = credential.each(|entry| {
            format!(
                "  private static final String {} = {};\n",
                entry.name,
                entry.quoted()
            )
        });
        format!("class Config {{\n{body}}}\n")
    }),
    ("ruby", "config.rb", Fits::Line, |credential| {
        let body =
            credential.each(|entry| format!("  config.{} = \"{}\"\n", entry.snake(), entry.value));
        format!("Orders.configure do |config|\n{body}end\n")
    }),
    ("groovy", "Jenkinsfile", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("    {} = '{}'\n", entry.name, entry.value));
        format!("pipeline {{\n  environment {{\n{body}  }}\n}}\n")
    }),
    ("csharp", "Startup.cs", Fits::Line, |credential| {
        credential.each(|entry| {
            format!(
                "public const string {} = @\"{}\";\n",
                entry.camel(),
                entry.value
            )
        })
    }),
    ("lua", "config.lua", Fits::Line, |credential| {
        credential.each(|entry| format!("local {} = \"{}\"\n", entry.snake(), entry.value))
    }),
    ("sql", "init.sql", Fits::Word, |credential| {
        format!(
            "CREATE DATABASE orders;\nCREATE USER orders WITH PASSWORD '{}';\n",
            credential.value()
        )
    }),
    ("sql of MySQL", "grants.sql", Fits::Word, |credential| {
        format!(
            "CREATE USER 'orders'@'%' IDENTIFIED BY '{}';\n",
            credential.value()
        )
    }),
    ("mongo script", "init-mongo.js", Fits::Word, |credential| {
        format!(
            "db.createUser({{ user: \"orders\", pwd: {}, roles: [\"readWrite\"] }})\n",
            credential
                .entries
                .first()
                .map(Entry::quoted)
                .unwrap_or_default()
        )
    }),
];
