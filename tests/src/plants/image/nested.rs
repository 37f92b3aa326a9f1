//! Archives within a layer.

use super::{Fate, Place};
use crate::plants::credential::Credential;
use crate::plants::encode::{base64, gzip, tar, utf16, zip};
use crate::plants::syntax;

type Fold = fn(&[u8]) -> Vec<u8>;

/// Path, kind of file within, and how it is folded up.
const ROWS: &[(&str, &str, Fold)] = &[
    ("app/*/orders.jar", "properties", |text| {
        zip(&[
            ("META-INF/MANIFEST.MF", b"Manifest-Version: 1.0\n"),
            ("application.properties", text),
        ])
    }),
    ("app/*/orders.war", "xml, name and value elements", |text| {
        zip(&[(
            "WEB-INF/lib/inner.jar",
            &zip(&[("conf/core-site.xml", text)]),
        )])
    }),
    ("app/*/boot.jar", "spring", |text| {
        zip(&[
            ("BOOT-INF/classes/application.yml", text),
            ("BOOT-INF/lib/a.jar", b""),
        ])
    }),
    ("app/*/backup.zip", "dotenv", |text| {
        zip(&[("backup/.env", text)])
    }),
    ("app/*/bundle.tar.gz", "json", |text| {
        gzip(tar(&[("conf/config.json", text)]))
    }),
    ("app/*/bundle.tgz", "yaml", |text| {
        gzip(tar(&[("a/b", b"c"), ("conf/config.yaml", text)]))
    }),
    ("app/*/bundle.tar", "ini", |text| {
        tar(&[("etc/worker.ini", text)])
    }),
    ("app/*/nested.tar.gz", "shell script", |text| {
        gzip(tar(&[("inner.tar.gz", &gzip(tar(&[("run.sh", text)])))]))
    }),
    ("var/log/*/app.log.1.gz", "log line", |text| gzip(text)),
    ("var/backups/*/dump.sql.gz", "sql", |text| gzip(text)),
    ("usr/share/*/wheel.whl", "python", |text| {
        zip(&[("orders/settings.py", text)])
    }),
    ("app/*/package.tgz", "npmrc", |text| {
        gzip(tar(&[("package/.npmrc", text)]))
    }),
    ("app/*/lambda.zip", "javascript object", |text| {
        zip(&[("index.js", b"exports.x = 1\n"), ("config.js", text)])
    }),
    ("app/*/zipped.tar", "toml", |text| {
        tar(&[("a.zip", &zip(&[("settings.toml", text)]))])
    }),
    ("app/*/base64.txt", "json", |text| base64(text).into_bytes()),
    ("app/*/base64-gzip.txt", "yaml", |text| {
        base64(gzip(text)).into_bytes()
    }),
    ("app/*/utf16.reg", "ini, quoted", |text| {
        utf16(&String::from_utf8_lossy(text), true)
    }),
    ("app/*/no-ending", "dotenv", |text| gzip(text)),
];

pub(super) fn all() -> Vec<Place> {
    ROWS.iter()
        .map(|&(path, name, fold)| {
            let syntax = syntax::named(name);
            Place {
                name: format!("layer archive {path}"),
                fits: syntax.fits,
                fate: Fate::Stays,
                member: Box::new(move |credential: &Credential| {
                    (path.to_owned(), fold((syntax.write)(credential).as_bytes()))
                }),
            }
        })
        .collect()
}
