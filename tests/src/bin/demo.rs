//! `cargo demo`: the plugins on the embedded shop cluster, offline, telling what they are for.

use std::{ffi::OsString, io::Write, path::Path, process::ExitCode};

use plugin_kit::{
    Exit,
    app::{self, Run, Streams},
    environment::Environment,
};

/// One command of a story: what is typed after `kubectl`, and what to look at in its answer.
struct Step {
    typed: &'static [&'static str],
    reading: &'static str,
}

const OVER_PERMISSIONED_DEVELOPER: &[Step] = &[
    Step {
        typed: &[
            "whocan",
            "delete",
            "namespaces",
            "payment-service",
            "-o",
            "wide",
        ],
        reading: "\
The IAM user junior-developer can, through a ClusterRoleBinding to cluster-admin.
So can the on-call group: a Role inside the namespace reaches the Namespace object
of the same name, which no list of ClusterRoleBindings shows.",
    },
    Step {
        typed: &["whocan", "create", "pods/exec", "-n", "payment-service"],
        reading: "\
Staging's deployer can run commands in production's pods: the environments are not
separated.",
    },
    Step {
        typed: &["whocan", "get", "/metrics"],
        reading: "\
URL paths are answered too, with the prefix rules that RBAC has for them.",
    },
];

const COMPROMISED_FRONTEND: &[Step] = &[
    Step {
        typed: &[
            "denyall",
            "reach",
            "frontend/deploy/web",
            "payment-service/sts/database",
        ],
        reading: "\
No NetworkPolicy stands between the frontend and the database: whoever gets into the
web pod walks to it.",
    },
    Step {
        typed: &["denyall", "blast", "frontend/deploy/web"],
        reading: "\
And to everything else: every workload, the internet to carry the data out, and the
address where the node's AWS credentials are read.",
    },
    Step {
        typed: &["denyall", "plan"],
        reading: "\
The plan denies everything and allows what the configuration shows to be needed, with
the evidence for each flow; what it could not tell is listed, not silently denied.",
    },
];

const LEAKED_KEYS: &[Step] = &[
    Step {
        typed: &["secretscan"],
        reading: "\
A key pair in the environment of the payment worker, and a password that the old
revision of a Helm release still holds; who may read each is in -o wide. The pair in
a Secret is stored, not leaked.",
    },
    Step {
        typed: &["secretscan", "image", "--archive"],
        reading: "\
The last build step deleted the keys, and whoever pulls the image has them all the
same: every layer is read before whiteouts apply.",
    },
];

/// Where `cargo demo -- --write DIR` leaves the shop.
const WRITE: &str = "--write";

fn main() -> ExitCode {
    app::main("demo", |argv, environment, streams| {
        let done = match argv.get(1..) {
            Some([flag, folder]) if flag == WRITE => write(Path::new(folder), streams),
            _ => tell(environment, streams),
        };
        match done {
            Ok(()) => Exit::Done,
            Err(error) => {
                let _ = writeln!(streams.stderr, "error: the demo stopped: {error}");
                Exit::Failed
            }
        }
    })
}

/// Leaves the shop in a folder, for commands of one's own.
fn write(folder: &Path, streams: &mut Streams<'_>) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    write_shop(folder)?;
    writeln!(streams.stdout, "The shop is in {}.", folder.display())
}

fn write_shop(folder: &Path) -> std::io::Result<()> {
    e2e::shop::write_to(folder)?;
    let image = folder.join(e2e::shop::IMAGE_ARCHIVE);
    e2e::shop::write_image(&image).map_err(std::io::Error::other)
}

fn tell(environment: &Environment, streams: &mut Streams<'_>) -> std::io::Result<()> {
    let shop = tempfile::tempdir()?;
    write_shop(shop.path())?;
    writeln!(
        streams.stdout,
        "The shop: an EKS cluster with three accidents waiting to happen. Nothing here needs a \
         cluster.\n"
    )?;
    writeln!(streams.stdout, "1. The over-permissioned developer")?;
    writeln!(
        streams.stdout,
        "   who can delete the namespace payment-service in production?"
    )?;
    for step in OVER_PERMISSIONED_DEVELOPER {
        show(step, shop.path(), environment, streams)?;
    }
    writeln!(streams.stdout, "\n2. The compromised frontend pod")?;
    writeln!(
        streams.stdout,
        "   how far does an attacker get who is in the web pod, and what stops them?"
    )?;
    for step in COMPROMISED_FRONTEND {
        show(step, shop.path(), environment, streams)?;
    }
    writeln!(streams.stdout, "\n3. The leaked AWS keys")?;
    writeln!(
        streams.stdout,
        "   which credentials lie where they do not belong?"
    )?;
    for step in LEAKED_KEYS {
        show(step, shop.path(), environment, streams)?;
    }
    Ok(())
}

fn show(
    step: &Step,
    shop: &Path,
    environment: &Environment,
    streams: &mut Streams<'_>,
) -> std::io::Result<()> {
    let run: Run = match step.typed.first() {
        Some(&"denyall") => denyall::run,
        Some(&"secretscan") => secretscan::run,
        _ => whocan::run,
    };
    let mut argv: Vec<OsString> = step.typed.iter().map(OsString::from).collect();
    argv[0] = format!("kubectl-{}", step.typed[0]).into();
    let (shown, source) = if step.typed.last() == Some(&"--archive") {
        let archive = e2e::shop::IMAGE_ARCHIVE;
        argv.push(shop.join(archive).into());
        ("", archive)
    } else {
        argv.extend(["-f".into(), shop.into()]);
        ("-f ", "shop")
    };
    writeln!(
        streams.stdout,
        "\n$ kubectl {} {shown}{source}",
        step.typed.join(" ")
    )?;
    let exit = run(argv, environment, streams);
    if !matches!(exit, Exit::Done | Exit::Incomplete) {
        return Err(std::io::Error::other(format!(
            "kubectl {} ended with exit code {}",
            step.typed.join(" "),
            exit.code()
        )));
    }
    writeln!(streams.stdout, "\n{}", step.reading)
}
