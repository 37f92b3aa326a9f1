//! Finds the control plane's programs: in `KUBEBUILDER_ASSETS`, then in the user's cache folder,
//! else builds them there once from the pinned Go module.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::component::Component;
use crate::Error;
use crate::home::{announce, cache_folder};
use crate::lock::FileLock;

/// Returns the path of a program, which is built first if this machine has none.
///
/// A machine without the program and without Go gets one error that says what to do.
pub fn program(component: Component) -> Result<PathBuf, Error> {
    if let Some(path) = from_assets(component) {
        return Ok(path);
    }
    let folder = cache_folder(&format!(
        "control-plane/{}",
        component.module().cache_name()
    ))?;
    let path = folder.join(component.name());
    if path.is_file() {
        return Ok(path);
    }
    let _lock = FileLock::exclusive(&folder.join("build.lock"))?;
    if !path.is_file() {
        build(component, &folder)?;
    }
    Ok(path)
}

fn from_assets(component: Component) -> Option<PathBuf> {
    let assets = env::var_os("KUBEBUILDER_ASSETS")?;
    let path = Path::new(&assets).join(component.name());
    path.is_file().then_some(path)
}

fn build(component: Component, folder: &Path) -> Result<(), Error> {
    let module = component.module();
    announce(&format!(
        "building {} ({} {}) with Go, {}, once per machine",
        component.name(),
        module.folder,
        module.version(),
        component.build_time(),
    ));
    let unfinished = folder.join(format!(".{}.unfinished", component.name()));
    let output = Command::new("go")
        .args([
            "build",
            "-mod=readonly",
            "-buildvcs=false",
            "-trimpath",
            "-ldflags",
            &module.linker_flags(),
            "-o",
        ])
        .arg(&unfinished)
        .arg(component.package())
        .current_dir(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("control-plane")
                .join(module.folder),
        )
        .env("CGO_ENABLED", "0")
        // What the user set for other work must not change what is built.
        .env("GOWORK", "off")
        .env_remove("GOFLAGS")
        .env_remove("GOOS")
        .env_remove("GOARCH")
        .stdin(Stdio::null())
        .output()
        .map_err(|_| no_go(component))?;
    if !output.status.success() {
        return Err(Error::Command {
            command: format!("go build {}", component.package()),
            status: output.status.to_string(),
            output: format!(
                "{}\nGo 1.26 or newer and access to Go modules are needed, or KUBEBUILDER_ASSETS set \
                 to a folder with the programs",
                String::from_utf8_lossy(&output.stderr)
            ),
        });
    }
    fs::rename(&unfinished, folder.join(component.name())).map_err(Error::io(format!(
        "move {} into the cache folder",
        component.name()
    )))
}

fn no_go(component: Component) -> Error {
    Error::Missing(format!(
        "the tests need a real control plane, and this machine has neither {name} nor Go: install \
         Go 1.26 or newer (the harness then builds {name} once, {time}), or set \
         KUBEBUILDER_ASSETS to a folder that holds etcd, kube-apiserver and \
         kube-controller-manager",
        name = component.name(),
        time = component.build_time(),
    ))
}
