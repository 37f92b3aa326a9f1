//! Decides how much a word looks like an address when nothing around it says so.
//!
//! A heuristic: version numbers, file names, class names and settings (`timeout:3000`) have the
//! form of hosts, too. It errs towards leaving out, since a missed address is listed as unknown
//! later while a wrong one becomes a rule.

use super::host::Host;

/// Whether the form alone shows an address: an IP address, or a host with a port that is neither a
/// file with a line number, nor a setting, nor a short image tag.
pub(super) fn is_evident(host: &Host, port: Option<u16>) -> bool {
    let (name, port) = match (host, port) {
        (Host::Ip(_), _) => return true,
        (Host::Name(_), None) => return false,
        (Host::Name(name), Some(port)) => (name.as_str(), port),
    };
    if host.is_dotted() {
        !is_file_name(name) && !is_package(name)
    } else {
        let is_service_port = port >= 1024 || SYSTEM_PORTS.contains(&port);
        is_service_port
            && name.len() > 1
            && name.starts_with(|first: char| first.is_ascii_alphabetic())
            && !is_plain_word(name)
            && !SETTINGS.contains(&name)
    }
}

/// Whether a name without a port could be a host: dots, and no sign of something else.
pub(super) fn is_plausible(host: &Host) -> bool {
    let Host::Name(name) = host else {
        return true;
    };
    let first = name.split('.').next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    let is_version = first
        .strip_prefix('v')
        .unwrap_or(first)
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    host.is_dotted()
        && last.len() > 1
        && last.starts_with(|first: char| first.is_ascii_alphabetic())
        && !is_version
        && !is_file_name(name)
        && !is_package(name)
        && !name.split('.').any(is_random)
}

/// Whether a word of one label is a usual value that is no host even where one is expected.
pub(super) fn is_plain_word(name: &str) -> bool {
    const WORDS: [&str; 27] = [
        "all", "any", "auto", "default", "disabled", "enabled", "false", "http", "https", "n",
        "no", "none", "null", "off", "on", "sctp", "tcp", "tcp4", "tcp6", "tls", "true", "udp",
        "unix", "unset", "y", "yes", "nil",
    ];
    WORDS.contains(&name)
}

fn is_file_name(name: &str) -> bool {
    const EXTENSIONS: [&str; 58] = [
        "bin",
        "bz2",
        "c",
        "cc",
        "cert",
        "cfg",
        "class",
        "conf",
        "config",
        "cpp",
        "crt",
        "css",
        "csv",
        "dll",
        "ear",
        "env",
        "exe",
        "go",
        "gz",
        "h",
        "htm",
        "html",
        "ini",
        "jar",
        "java",
        "jks",
        "js",
        "json",
        "jsx",
        "key",
        "log",
        "lua",
        "md",
        "pem",
        "php",
        "pid",
        "png",
        "properties",
        "proto",
        "py",
        "rb",
        "rs",
        "sh",
        "so",
        "sock",
        "sql",
        "sqlite",
        "svg",
        "tar",
        "tmpl",
        "toml",
        "ts",
        "tsx",
        "txt",
        "war",
        "xml",
        "yaml",
        "yml",
    ];
    name.rsplit('.')
        .next()
        .is_some_and(|last| EXTENSIONS.contains(&last))
}

/// Whether it is rather a package or class (`com.example.app`) than a host (`io.example.com`).
fn is_package(name: &str) -> bool {
    const HOST_ENDS: [&str; 11] = [
        "cloud", "com", "corp", "de", "dev", "internal", "io", "local", "net", "org", "svc",
    ];
    let first = name.split('.').next().unwrap_or_default();
    let last = name.rsplit('.').next().unwrap_or_default();
    let labels = name.split('.').count();
    labels > 2 && PACKAGE_ROOTS.contains(&first) && !HOST_ENDS.contains(&last)
}

/// Whether a label is long, mixed of letters and digits, and without a dash: rather a part of a
/// token than a name that somebody chose.
fn is_random(label: &str) -> bool {
    label.len() >= 24
        && !label.contains('-')
        && label.bytes().any(|byte| byte.is_ascii_digit())
        && label.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Ports below 1024 that workloads connect to (IANA registry); the others are rather image tags,
/// counters and line numbers.
const SYSTEM_PORTS: [u16; 24] = [
    22, 25, 53, 80, 88, 110, 111, 123, 143, 161, 389, 443, 445, 465, 514, 554, 587, 636, 853, 873,
    989, 990, 993, 995,
];

/// First words of the reversed domain names that packages and classes are called by.
const PACKAGE_ROOTS: [&str; 7] = ["com", "io", "java", "javax", "jakarta", "net", "org"];

/// Names that stand before a number in settings and logs.
const SETTINGS: [&str; 40] = [
    "age", "backlog", "batch", "buffer", "cache", "code", "count", "delay", "depth", "duration",
    "error", "expiry", "gid", "height", "id", "interval", "length", "level", "limit", "line",
    "max", "memory", "min", "offset", "period", "pid", "port", "rate", "retries", "size", "status",
    "threads", "time", "timeout", "total", "ttl", "uid", "version", "width", "workers",
];
