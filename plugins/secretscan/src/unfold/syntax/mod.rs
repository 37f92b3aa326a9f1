//! In which notation a text is written, by its name and by its look.

mod command;
mod dialect;
mod heredoc;
mod lines;
mod logins;
mod mime;
mod netrc;
mod position;
mod query;
mod table;
mod xml;

use super::Effort;

pub(super) use command::{is_command, pairs as command_pairs, words};
pub(super) use dialect::Dialect;
use heredoc::{Heredoc, heredocs};
pub(super) use lines::setting;
pub(super) use logins::{logins, sessions};
pub(super) use mime::parts;
pub(super) use netrc::{Entry, netrc, password_file};
pub(super) use position::{Columns, looks_like_users as are_users};
pub(super) use query::pairs as query_pairs;
pub(super) use table::fields;
pub(super) use xml::nodes as xml_nodes;

/// In which notation a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Json,
    Yaml,
    Pairs(Dialect),
    /// `machine … login … password …`
    Netrc,
    /// `host:port:database:user:password`
    PasswordFile,
    /// Passwords whose column says that they are some.
    Columns(Columns),
    Xml,
    /// A line of names, and lines of values.
    Table,
    /// Headers and parts, as cloud-init takes them.
    Mime,
    Unknown,
}

/// Files above this are not parsed where many are looked at.
const BULK_FILE: usize = 1 << 20;

/// Files of settings up to this size are parsed everywhere.
const SETTINGS: usize = 64 << 10;

/// Whether a text is looked at closely enough for its notation to matter.
pub(super) fn is_parsed(name: Option<&str>, text: &[u8], effort: Effort) -> bool {
    let is_columns = || position::by_name(&name.map(base_name).unwrap_or_default()).is_some();
    let name = name.map(base_name).unwrap_or_default();
    effort == Effort::Full
        || text.len() <= BULK_FILE && (is_configuration(&name, text) || is_columns())
}

/// In which notation a text is written.
pub(super) fn recognise(name: Option<&str>, text: &str) -> Syntax {
    if let Some(columns) = by_columns(name, text) {
        return Syntax::Columns(columns);
    }
    let name = name.map(base_name).unwrap_or_default();
    if text.trim_start().starts_with(['{', '[']) {
        // A list of sections begins like a list.
        return match by_name(&name) {
            Some(named @ Syntax::Pairs(_)) => named,
            _ if lines::begins_with_section(text) => Syntax::Pairs(Dialect::Ini),
            _ => Syntax::Json,
        };
    }
    by_name(&name).unwrap_or_else(|| by_look(text))
}

/// The columns of a password file, by its name; many a file is called `secrets`, so that the text of
/// one has to tell as well.
fn by_columns(path: Option<&str>, text: &str) -> Option<Columns> {
    let columns = position::by_name(&base_name(path?))?;
    (columns != Columns::WebDav || !columns.entries(text).is_empty()).then_some(columns)
}

/// The entries of a file that holds nothing but passwords, by its path.
pub(super) fn passwords<'t>(path: &str, text: &'t str) -> Vec<Entry<'t>> {
    if let Some(columns) = by_columns(Some(path), text) {
        return columns.entries(text);
    }
    match by_name(&base_name(path)) {
        Some(Syntax::Netrc) => netrc(text),
        Some(Syntax::PasswordFile) => password_file(text),
        _ => Vec::new(),
    }
}

/// Whether a file is a script of a shell, by its name.
pub(super) fn is_script(name: Option<&str>) -> bool {
    let name = name.map(base_name).unwrap_or_default();
    [".sh", ".bash", ".zsh", ".ksh"]
        .iter()
        .any(|extension| name.ends_with(extension))
}

/// The files of passwords that a script writes.
pub(super) fn written(script: &str) -> Vec<Heredoc<'_>> {
    heredocs(script, |path| {
        let by_name = by_name(&base_name(path));
        matches!(by_name, Some(Syntax::Netrc | Syntax::PasswordFile))
            || position::by_name(&base_name(path)).is_some()
    })
}

/// Whether a file holds what people are shown in some language, and names of that:
/// `messages_de.properties` (`java.util.ResourceBundle`), files below `locales` and `i18n`.
pub(super) fn is_translation(path: Option<&str>) -> bool {
    let path = path.unwrap_or_default().to_ascii_lowercase();
    let mut parts = path.rsplit(['/', '\\']);
    let name = parts.next().unwrap_or_default();
    let stem = name.split('.').next().unwrap_or(name);
    let is_bundle = ["messages", "labels", "strings", "translations", "i18n"]
        .iter()
        .any(|base| {
            let rest = stem.strip_prefix(base);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['_', '-']))
        });
    is_bundle
        || parts.any(|folder| {
            matches!(
                folder,
                "locales" | "locale" | "i18n" | "l10n" | "translations"
            )
        })
}

/// The last part of a path, in lower case.
fn base_name(path: &str) -> String {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.to_ascii_lowercase()
}

/// Whether a text of one line is one of settings, by its name and by what it says.
pub(super) fn holds_settings(name: Option<&str>, text: &str) -> bool {
    if let Some(columns) = by_columns(name, text) {
        return !columns.entries(text).is_empty();
    }
    match by_name(&name.map(base_name).unwrap_or_default()) {
        Some(Syntax::Netrc) => !netrc::netrc(text).is_empty(),
        Some(Syntax::PasswordFile) => !netrc::password_file(text).is_empty(),
        Some(Syntax::Pairs(dialect)) => !dialect.pairs(text).is_empty(),
        Some(Syntax::Yaml) => lines::is_entry(text),
        _ => false,
    }
}

fn by_name(name: &str) -> Option<Syntax> {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    Some(match (name, extension) {
        (".netrc" | "_netrc" | "netrc", _) => Syntax::Netrc,
        (".pgpass" | "pgpass.conf" | "pgpass", _) => Syntax::PasswordFile,
        // FreeRADIUS: `secret = x` in the block of a client.
        ("clients.conf" | "radius.conf" | "radiusd.conf" | "proxy.conf", _) => {
            Syntax::Pairs(Dialect::Ini)
        }
        ("kubeconfig", _) | (_, "yaml" | "yml" | "kubeconfig") => Syntax::Yaml,
        (".env", _) | (_, "env" | "envrc") => Syntax::Pairs(Dialect::Dotenv),
        (_, "properties") => Syntax::Pairs(Dialect::Properties),
        (_, "csv" | "tsv") => Syntax::Table,
        (
            "credentials" | ".npmrc" | ".pypirc" | ".s3cfg" | ".boto" | ".my.cnf" | ".gitconfig"
            | ".yarnrc" | "pip.conf" | ".piprc",
            _,
        )
        | (_, "ini" | "cfg" | "cnf" | "toml" | "tfvars") => Syntax::Pairs(Dialect::Ini),
        (name, _) if name.starts_with(".env.") => Syntax::Pairs(Dialect::Dotenv),
        _ => return None,
    })
}

fn by_look(text: &str) -> Syntax {
    let start = text.trim_start();
    if mime::looks_like_mime(start.as_bytes()) {
        Syntax::Mime
    } else if xml::looks_like_xml(start) {
        Syntax::Xml
    } else if start.starts_with("#cloud-config") || start.starts_with("apiVersion:") {
        Syntax::Yaml
    } else if start.starts_with("#!") {
        Syntax::Unknown
    } else if start.starts_with("machine ") && start.contains("password ") {
        Syntax::Netrc
    } else if start.starts_with('"') && position::looks_like_users(text) {
        Syntax::Columns(Columns::PgBouncer)
    } else {
        lines::look(text)
    }
}

/// Whether a file is known to hold configuration, by its name or its first lines.
fn is_configuration(name: &str, text: &[u8]) -> bool {
    const NAMES: [&str; 17] = [
        "config",
        "settings",
        "credential",
        "secret",
        "application",
        "values",
        "compose",
        "account",
        "auth",
        "env",
        "deploy",
        "database",
        "parameters",
        "vault",
        "token",
        "prod",
        "inventory",
    ];
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_named = match extension {
        "env" | "properties" | "tfstate" | "tfvars" | "npmrc" | "pypirc" | "netrc" | "pgpass"
        | "dockercfg" | "dockerconfigjson" | "s3cfg" | "boto" | "envrc" | "kubeconfig" => true,
        "xml" | "config" | "plist" | "json" | "yaml" | "yml" | "toml" | "ini" | "cfg" | "conf"
        | "cnf" | "" | "gitconfig" => NAMES.iter().any(|part| name.contains(part)),
        "csv" | "tsv" => is_telling(first_line(text)),
        _ => name.starts_with(".env."),
    };
    let is_settings = matches!(extension, "ini" | "cfg" | "cnf" | "conf" | "toml");
    let is_named = is_named || is_settings && text.len() <= SETTINGS;
    is_named || is_manifest(text)
}

/// The first line, if it is short.
fn first_line(text: &[u8]) -> &str {
    let head = text.get(..1024).unwrap_or(text);
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    std::str::from_utf8(line).unwrap_or_default()
}

/// Whether a name makes it likely that its value is kept secret.
pub(super) fn is_telling(name: &str) -> bool {
    const PARTS: [&str; 8] = [
        "pass", "pwd", "secret", "token", "key", "auth", "cred", "b64",
    ];
    let name = name.to_ascii_lowercase();
    name.contains("base64") || PARTS.iter().any(|part| name.contains(part))
}

/// Whether the first lines are those of a Kubernetes object or of user data.
fn is_manifest(text: &[u8]) -> bool {
    let head = text.get(..1024).unwrap_or(text);
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    text.starts_with(b"#cloud-config")
        || mime::looks_like_mime(text)
        || (has(b"apiVersion") && has(b"kind"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_known_by_name_or_look() {
        let cases = [
            (None, "{\"a\": 1}", Syntax::Json),
            (
                None,
                "[default]\nkey = value\n",
                Syntax::Pairs(Dialect::Ini),
            ),
            (
                Some("credentials"),
                "[default]\nkey = value\n",
                Syntax::Pairs(Dialect::Ini),
            ),
            (None, "a: 1\nb:\n  - x\n  - y: z\n", Syntax::Yaml),
            (None, "apiVersion: v1\nkind: List\n", Syntax::Yaml),
            (
                None,
                "A=1\nexport B=2\n# C\n",
                Syntax::Pairs(Dialect::Dotenv),
            ),
            (None, "a.b=1\nc.d = 2\n", Syntax::Pairs(Dialect::Properties)),
            (
                Some("etc/app.env"),
                "anything",
                Syntax::Pairs(Dialect::Dotenv),
            ),
            (
                Some("/root/.netrc"),
                "machine x login y password z",
                Syntax::Netrc,
            ),
            (None, "#!/bin/sh\nA=1\nB=2\n", Syntax::Unknown),
            (
                None,
                "<settings><password>x</password></settings>\n",
                Syntax::Xml,
            ),
            (
                None,
                "Some prose, of two\nlines or more: so.\n",
                Syntax::Unknown,
            ),
            (
                None,
                "if a == b:\n    return c\nelse:\n    x = 1\n",
                Syntax::Unknown,
            ),
            (
                None,
                "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n",
                Syntax::Mime,
            ),
        ];
        for (name, text, expected) in cases {
            assert_eq!(recognise(name, text), expected, "{text}");
        }
    }

    #[test]
    fn files_of_translations_are_known_by_their_path() {
        for path in [
            "app/messages_nl.properties",
            "messages.properties",
            "web/locales/de.json",
            "i18n/en.yml",
        ] {
            assert!(is_translation(Some(path)), "{path}");
        }
        for path in [
            "application.properties",
            "message-broker.yml",
            "stringsecrets.env",
            "messagesx.yml",
        ] {
            assert!(!is_translation(Some(path)), "{path}");
        }
    }

    #[test]
    fn in_bulk_only_known_configuration_is_parsed() {
        let bulk = |name, text: &str| is_parsed(Some(name), text.as_bytes(), Effort::Bulk);
        assert!(!bulk("package.json", "{}"));
        assert!(bulk("root/.docker/config.json", "{}"));
        assert!(bulk("x.yaml", "apiVersion: v1\nkind: Secret\n"));
        assert!(bulk("etc/worker.ini", "[main]\na = 1\n"));
        assert!(!bulk("main.py", "a = 1\nb = 2\n"));
    }
}
