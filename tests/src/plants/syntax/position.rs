//! Files in which a password stands at a place of its own, or under a name that holds no word for it.

use serde_json::json;

use super::Row;
use crate::plants::credential::Fits;

pub(super) const ROWS: &[Row] = &[
    (
        "pgbouncer users",
        "userlist.txt",
        Fits::Word,
        |credential| {
            format!(
                "\"reader\" \"md5{}\"\n\"app\" \"{}\"\n",
                "0a1b".repeat(8),
                credential.value()
            )
        },
    ),
    ("postfix relay", "sasl_passwd", Fits::Word, |credential| {
        format!(
            "# relay\n[smtp.corp.internal]:587 relay@corp.internal:{}\n",
            credential.value()
        )
    }),
    ("ppp secrets", "chap-secrets", Fits::Word, |credential| {
        format!(
            "# client server secret addresses\nvpn l2tpd \"{}\" *\n",
            credential.value()
        )
    }),
    (
        "webdav secrets",
        "davfs2/secrets",
        Fits::Word,
        |credential| format!("https://dav.corp.internal/ ann {}\n", credential.value()),
    ),
    ("fetchmail", ".fetchmailrc", Fits::Word, |credential| {
        format!(
            "set daemon 300\npoll mail.corp.internal proto imap\n  user \"ann\" password \"{}\" is ann here\n",
            credential.value()
        )
    }),
    ("snmp community", "snmpd.conf", Fits::Word, |credential| {
        format!(
            "agentaddress udp:161\nrocommunity {} 10.0.0.0/8\n",
            credential.value()
        )
    }),
    ("snmp user", "snmpd.conf", Fits::Word, |credential| {
        format!(
            "createUser ann SHA-256 \"{}\" AES\nrouser ann\n",
            credential.value()
        )
    }),
    (
        "cloud-init passwords",
        "user-data",
        Fits::Word,
        |credential| {
            format!(
                "#cloud-config\nchpasswd:\n  expire: false\n  list: |\n    root:{}\n",
                credential.value()
            )
        },
    ),
    ("radius client", "clients.conf", Fits::Word, |credential| {
        format!(
            "client nas {{\n  ipaddr = 10.0.0.1\n  secret = {}\n}}\n",
            credential.value()
        )
    }),
    ("bundler", ".bundle/config", Fits::Word, |credential| {
        format!(
            "---\nBUNDLE_PATH: \"vendor/bundle\"\nBUNDLE_GEMS__CORP__INTERNAL: {}\n",
            json!(format!("ci:{}", credential.value()))
        )
    }),
    (
        "terraform random password",
        "terraform.tfstate",
        Fits::Word,
        |credential| {
            json!({
                "version": 4,
                "resources": [{
                    "type": "random_password", "name": "db",
                    "instances": [{"attributes": {"length": 20, "result": credential.value()}}],
                }],
            })
            .to_string()
        },
    ),
    (
        "terraform sensitive attribute",
        "terraform.tfstate",
        Fits::Word,
        |credential| {
            json!({
                "version": 4,
                "resources": [{
                    "type": "corp_thing", "name": "a",
                    "instances": [{
                        "attributes": {"open": "yes", "content": credential.value()},
                        "sensitive_attributes": [[{"type": "get_attr", "value": "content"}]],
                    }],
                }],
            })
            .to_string()
        },
    ),
    ("script with pgpass", "setup.sh", Fits::Word, |credential| {
        format!(
            "#!/bin/sh\nset -e\ncat > /root/.pgpass <<EOF\ndb:5432:*:app:{}\nEOF\nchmod 600 /root/.pgpass\n",
            credential.value()
        )
    }),
    ("redis auth", "redis.env", Fits::Word, |credential| {
        format!("REDIS_HOST=cache\nREDIS_AUTH={}\n", credential.value())
    }),
    ("german words", "anwendung.ini", Fits::Word, |credential| {
        format!(
            "[datenbank]\nbenutzer = app\nkennwort = {}\n",
            credential.value()
        )
    }),
];
