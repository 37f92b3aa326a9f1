//! `--out DIR`: the policies as a kustomize folder, to be kept in a repository and applied with
//! `kubectl apply -k DIR`.
//!
//! A folder for each namespace with one file for each policy. Files of an earlier plan that this one
//! has no use for are removed; a file that no plan wrote is never touched. Guards are not among the
//! files: they belong to `apply`, which puts them up and takes them away.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{self, Write},
    path::Path,
};

use plugin_kit::{Error, object::is_dns_label};
use serde_json::{Value, json};

use super::DenyAllPlan;
use crate::manifest;

/// Marks a folder as written by a plan and lists its files.
const MARKER: &str = ".ekshardening-denyall-plan";
const KUSTOMIZATION: &str = "kustomization.yaml";

/// Writes the policies of a plan to a folder, which is made if need be.
pub(super) fn write(plan: &DenyAllPlan, folder: &Path) -> Result<(), Error> {
    let files = files(plan);
    let earlier = prepare(folder)?;
    for path in files.keys() {
        let there = folder.join(path).symlink_metadata().is_ok();
        if there && !earlier.contains(path) {
            return Err(Error::usage(
                format!("{} was not written by a plan", folder.join(path).display()),
                "name another folder with --out, or move the file away",
            ));
        }
        refuse_links(folder, path)?;
    }
    for path in &earlier {
        refuse_links(folder, path)?;
        remove(folder, path)?;
    }
    // The marker comes first, so that a run that was interrupted can be repeated.
    let listed: BTreeSet<&String> = files.keys().chain(&earlier).collect();
    mark(folder, listed)?;
    for (path, text) in &files {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(|error| cannot_write(parent, &error))?;
        create(&path, text)?;
    }
    mark(folder, files.keys())
}

/// The files, by path in the folder.
fn files(plan: &DenyAllPlan) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let mut namespaces: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for policy in plan.policies() {
        let object = &policy.change.object;
        let (Some(namespace), Some(after)) = (&object.namespace, &policy.change.after) else {
            continue;
        };
        let file = format!("{}.yaml", object.name);
        files.insert(
            format!("{namespace}/{file}"),
            manifest::yaml(std::slice::from_ref(after)),
        );
        namespaces.entry(namespace).or_default().push(file);
    }
    for (namespace, mut resources) in namespaces.clone() {
        resources.sort();
        files.insert(
            format!("{namespace}/{KUSTOMIZATION}"),
            kustomization(&resources),
        );
    }
    let folders: Vec<String> = namespaces.keys().map(|&it| it.to_owned()).collect();
    files.insert(KUSTOMIZATION.to_owned(), kustomization(&folders));
    files
}

fn kustomization(resources: &[String]) -> String {
    let document: Value = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources,
    });
    manifest::yaml(&[document])
}

/// Makes the folder, or finds the files of an earlier plan in it.
fn prepare(folder: &Path) -> Result<BTreeSet<String>, Error> {
    if folder.symlink_metadata().is_err() {
        fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
        return Ok(BTreeSet::new());
    }
    let mut entries = fs::read_dir(folder).map_err(|error| cannot_write(folder, &error))?;
    match fs::read_to_string(folder.join(MARKER)) {
        Ok(marker) => Ok(marker
            .lines()
            .filter(|path| is_our_path(path))
            .map(str::to_owned)
            .collect()),
        Err(_) if entries.next().is_none() => Ok(BTreeSet::new()),
        Err(_) => Err(Error::usage(
            format!("{} holds files that no plan wrote", folder.display()),
            "name an empty or a new folder with --out",
        )),
    }
}

/// A marker that was tampered with must not make us remove files elsewhere.
fn is_our_path(path: &str) -> bool {
    let is_file = |name: &str| {
        name.strip_suffix(".yaml").is_some_and(|name| {
            !name.starts_with('.')
                && name.bytes().all(|byte| {
                    byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte)
                })
        })
    };
    match path.split_once('/') {
        Some((namespace, file)) => is_dns_label(namespace) && is_file(file),
        None => path == KUSTOMIZATION,
    }
}

/// Neither a namespace's folder may lead elsewhere.
fn refuse_links(folder: &Path, path: &str) -> Result<(), Error> {
    let Some((namespace, _)) = path.split_once('/') else {
        return Ok(());
    };
    let inner = folder.join(namespace);
    match inner.symlink_metadata() {
        Ok(there) if !there.is_dir() => Err(Error::usage(
            format!("{} is no folder", inner.display()),
            "name another folder with --out",
        )),
        _ => Ok(()),
    }
}

/// Removes a file, and the folder of its namespace when that is empty then.
fn remove(folder: &Path, path: &str) -> Result<(), Error> {
    let file = folder.join(path);
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(cannot_write(&file, &error));
        }
        _ => {}
    }
    if let Some((namespace, _)) = path.split_once('/') {
        // One that holds files of others stays.
        let _ = fs::remove_dir(folder.join(namespace));
    }
    Ok(())
}

fn mark<'p>(folder: &Path, paths: impl IntoIterator<Item = &'p String>) -> Result<(), Error> {
    let paths: Vec<&str> = paths.into_iter().map(String::as_str).collect();
    let marker = folder.join(MARKER);
    match fs::remove_file(&marker) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(cannot_write(&marker, &error));
        }
        _ => {}
    }
    create(&marker, &format!("{}\n", paths.join("\n")))
}

fn create(path: &Path, text: &str) -> Result<(), Error> {
    fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| cannot_write(path, &error))
}

fn cannot_write(path: &Path, error: &io::Error) -> Error {
    Error::usage(
        format!("cannot write {}: {error}", path.display()),
        "name a folder that you may write to with --out",
    )
}
