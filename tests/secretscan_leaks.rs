//! No output of `kubectl secretscan` holds eight bytes of a secret: not a report, a log, an error
//! or a baseline; and what ends it abruptly leaves no core dump.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::{
    fs,
    os::unix::process::ExitStatusExt as _,
    process::{Command, Stdio},
    sync::OnceLock,
};

use e2e::{
    binaries,
    fault_server::{Fault, FaultServer},
    plants::Secrets,
    run::Plugin,
};
use serde_json::json;

const FORMATS: &[&str] = &["table", "wide", "json", "yaml", "name", "sarif"];
/// What is read, and from where.
const SOURCES: &[(&str, &str)] = &[
    ("-f", "cluster"),
    ("files", "files"),
    ("image --archive", "image.tar"),
];

fn secrets() -> &'static Secrets {
    static SECRETS: OnceLock<Secrets> = OnceLock::new();
    SECRETS.get_or_init(|| Secrets::planted().expect("the secrets are planted"))
}

/// Every source in every format, every level of talk, and what reads nothing.
fn lines() -> Vec<(String, Plugin)> {
    let mut runs = Vec::new();
    for (words, path) in SOURCES {
        let plugin = || Plugin::secretscan(words).argument(secrets().path(path));
        for format in FORMATS {
            let line = format!("{words} {path} -o {format}");
            runs.push((line, plugin().argument("-o").argument(*format)));
        }
    }
    for level in ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"] {
        let plugin = Plugin::secretscan("-f").argument(secrets().path("cluster"));
        runs.push((format!("-v {level}"), plugin.argument("-v").argument(level)));
    }
    for words in [
        "schema",
        "permissions",
        "--help",
        "image --help",
        "files --help",
        "--version",
    ] {
        runs.push((words.to_owned(), Plugin::secretscan(words)));
    }
    runs
}

#[test]
fn no_command_and_no_format_shows_a_secret() {
    let secrets = secrets();
    assert!(secrets.count >= 500, "{}", secrets.count);
    for (line, plugin) in lines() {
        secrets.assert_quiet(&line, &plugin.run());
    }
}

#[test]
fn no_report_about_the_configuration_of_an_image_shows_a_secret() {
    let secrets = secrets();
    for path in secrets.listing("").expect("the folder") {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        for format in FORMATS
            .iter()
            .filter(|_| name.starts_with("configuration-"))
        {
            let plugin = Plugin::secretscan("image --archive").argument(&path);
            let done = plugin.argument("-o").argument(*format).run();
            secrets.assert_quiet(&format!("{name} as {format}"), &done);
        }
    }
}

#[test]
fn a_baseline_holds_no_secret() {
    let secrets = secrets();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("baseline.json");
    let done = Plugin::secretscan("baseline")
        .argument(&file)
        .files(&secrets.path("cluster"))
        .run();
    secrets.assert_quiet("baseline", &done);
    let written = fs::read(&file).expect("the baseline is written");
    secrets.assert_silent("the baseline", &written);
    let again = Plugin::secretscan("-o json")
        .files(&secrets.path("cluster"))
        .argument("--baseline")
        .argument(&file)
        .run();
    secrets.assert_quiet("a scan with a baseline", &again);
}

#[test]
fn no_error_shows_a_secret() {
    let secrets = secrets();
    for path in secrets.listing("broken").expect("the folder") {
        for words in ["-f", "files", "image --archive", "--rules", "--baseline"] {
            let plugin = Plugin::secretscan(words).argument(&path);
            let done = plugin.argument("-v").argument("9").run();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            secrets.assert_quiet(&format!("{words} {name}"), &done);
        }
    }
    let all = Plugin::secretscan("-f")
        .argument(secrets.path("broken"))
        .run();
    secrets.assert_quiet("-f broken", &all);
    for value in secrets.values() {
        let done = Plugin::secretscan("").stdin(value).run();
        secrets.assert_quiet("-f - with a bare secret", &done);
    }
}

#[test]
fn no_answer_of_a_server_makes_a_secret_show() {
    let secrets = secrets();
    let said = said_by_a_server(secrets);
    for (what, target, fault) in [
        ("a healthy server", "/nowhere", Fault::NotFound),
        ("403 with a secret", "secrets", Fault::Body(403, said)),
        ("500 with a secret", "configmaps", Fault::Body(500, said)),
        ("no JSON", "pods", Fault::Body(200, said)),
        ("a list cut in two", "secrets", Fault::Truncated(20_000)),
        ("a list cut early", "configmaps", Fault::Truncated(3_000)),
    ] {
        let objects = secrets
            .planted
            .iter()
            .flat_map(|plant| plant.objects.clone());
        let server = FaultServer::builder().objects(objects).fault(target, fault);
        let server = server.start().expect("a free port");
        for words in ["-o json", "-o table -v 9", "-o sarif -v 6"] {
            let plugin = Plugin::secretscan(words).kubeconfig(server.kubeconfig());
            secrets.assert_quiet(&format!("{words} with {what}"), &plugin.run());
        }
    }
}

/// A status whose message holds secrets; a fault keeps it as long as the process lives.
fn said_by_a_server(secrets: &Secrets) -> &'static str {
    let message = secrets.values().collect::<Vec<_>>().join(" ");
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": 403,
        "reason": "Forbidden", "message": message,
    });
    Box::leak(status.to_string().into_boxed_str())
}

#[test]
fn nothing_is_written_beside_what_is_read() {
    let secrets = secrets();
    let before = secrets.listing("").expect("the folder");
    for (words, path) in SOURCES {
        let plugin = Plugin::secretscan(words).argument(secrets.path(path));
        let done = plugin.run();
        secrets.assert_quiet(words, &done);
    }
    assert_eq!(secrets.listing("").expect("the folder"), before);
}

/// No thread can be had with a stack of half the address space, which is a panic in the midst of the
/// work: an image's configuration has been read by then.
#[test]
fn a_panic_shows_no_secret() {
    let secrets = secrets();
    let program = binaries::plugin("kubectl-secretscan");
    for (words, path) in [("files", "files"), ("image --archive", "image.tar")] {
        for format in FORMATS {
            let done = Command::new(&program)
                .args(words.split_whitespace())
                .arg(secrets.path(path))
                .args(["-o", format, "-v", "9"])
                .env("RUST_MIN_STACK", (1_u64 << 47).to_string())
                .env("RUST_BACKTRACE", "full")
                .output()
                .expect("the plugin runs");
            let said = String::from_utf8_lossy(&done.stderr);
            let line = format!("a panic of {words} -o {format}");
            assert_eq!(done.status.code(), Some(2), "{line}");
            assert!(said.contains("internal error at"), "{line}");
            secrets.assert_silent(&line, &done.stdout);
            secrets.assert_silent(&line, &done.stderr);
        }
    }
}

#[test]
fn an_abrupt_end_leaves_no_core_dump() {
    let program = binaries::plugin("kubectl-secretscan");
    let folder = tempfile::tempdir().expect("a folder");
    // It waits for its input until the signal comes.
    let script = "ulimit -c unlimited 2>/dev/null || ulimit -c hard; exec \"$0\" -f -";
    let mut child = Command::new("sh")
        .args(["-c", script])
        .arg(&program)
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("sh runs");
    let input = child.stdin.take();
    let limits = format!("/proc/{}/limits", child.id());
    let is_off = e2e::eventually(|| {
        let limits = fs::read_to_string(&limits).unwrap_or_default();
        let line = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        line.is_some_and(|line| line.split_whitespace().nth(4) == Some("0"))
    });
    let pid = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(pid, rustix::process::Signal::ABORT).expect("it is alive");
    let status = child.wait().expect("it ends");
    drop(input);
    assert!(is_off, "core dumps are on");
    assert!(!status.core_dumped(), "{status}");
}
