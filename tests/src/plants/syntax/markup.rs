//! XML, HTML and what people write for people.

use super::Row;
use crate::plants::credential::Fits;
use crate::plants::encode::{percent, xml};

pub(super) const ROWS: &[Row] = &[
    ("xml elements", "settings.xml", Fits::Text, |credential| {
        let body = credential.each(|entry| {
            let name = entry.camel();
            format!("    <{name}>{}</{name}>\n", xml(&entry.value))
        });
        format!(
            "<?xml version=\"1.0\"?>\n<settings>\n  <store pool=\"5\">\n{body}  </store>\n</settings>\n"
        )
    }),
    ("xml attributes", "store.xml", Fits::Line, |credential| {
        let body = credential.each(|entry| format!(" {}=\"{}\"", entry.camel(), xml(&entry.value)));
        format!("<beans>\n  <store pool=\"5\"{body}/>\n</beans>\n")
    }),
    (
        "xml, key and value attributes",
        "web.config",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| {
                format!(
                    "    <add key=\"{}\" value=\"{}\" />\n",
                    entry.camel(),
                    xml(&entry.value)
                )
            });
            format!("<configuration>\n  <appSettings>\n{body}  </appSettings>\n</configuration>\n")
        },
    ),
    (
        "xml, name and value elements",
        "core-site.xml",
        Fits::Line,
        |credential| {
            let body = credential.each(|entry| {
                format!(
                    "  <property>\n    <name>fs.{}</name>\n    <value>{}</value>\n  </property>\n",
                    entry.dotted(),
                    xml(&entry.value)
                )
            });
            format!("<configuration>\n{body}</configuration>\n")
        },
    ),
    (
        "maven settings",
        "maven/settings.xml",
        Fits::One,
        |credential| {
            format!(
                "<settings><servers><server><id>releases</id><username>ci</username>\
             <password>{}</password></server></servers></settings>\n",
                xml(credential.value())
            )
        },
    ),
    ("property list", "Info.plist", Fits::Line, |credential| {
        let body = credential.each(|entry| {
            format!(
                "  <key>{}</key>\n  <string>{}</string>\n",
                entry.camel(),
                xml(&entry.value)
            )
        });
        format!("<plist version=\"1.0\"><dict>\n{body}</dict></plist>\n")
    }),
    ("markdown", "README.md", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("export {}={}\n", entry.name, entry.value));
        format!("# Orders\n\nRun it like this:\n\n```sh\n{body}./orders\n```\n")
    }),
    ("html form", "login.html", Fits::Line, |credential| {
        let body = credential.each(|entry| {
            format!(
                "<input type=\"hidden\" name=\"{}\" value=\"{}\">\n",
                entry.snake(),
                xml(&entry.value)
            )
        });
        format!("<form action=\"/login\">\n{body}</form>\n")
    }),
    ("query of a URL", "callback.txt", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("&{}={}", entry.snake(), percent(&entry.value)));
        format!("https://hooks.corp.internal/orders?version=2{body}\n")
    }),
    ("form body", "body.txt", Fits::Line, |credential| {
        let body = credential.each(|entry| format!("&{}={}", entry.snake(), percent(&entry.value)));
        format!("grant_type=password{body}")
    }),
    ("HTTP request", "request.http", Fits::Word, |credential| {
        format!(
            "POST /v1/orders HTTP/1.1\r\nHost: api.corp.internal\r\nAuthorization: Bearer {}\r\nAccept: */*\r\n\r\n",
            credential.value()
        )
    }),
    (
        "HTTP request with an API key",
        "request-key.http",
        Fits::Word,
        |credential| {
            format!(
                "GET /v1/orders HTTP/1.1\nHost: api.corp.internal\nX-Api-Key: {}\n\n",
                credential.value()
            )
        },
    ),
];
