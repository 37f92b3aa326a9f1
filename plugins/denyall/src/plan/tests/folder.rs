//! The kustomize folder.

use std::{collections::BTreeMap, fs, path::Path};

use super::scene::{Scene, dns, flow, pod};
use crate::{
    ledger::Party,
    plan::{DenyAllPlan, PlanOptions, folder::write},
};

fn plan(scene: &Scene, port: Option<u16>) -> DenyAllPlan {
    let flows = port.map(|port| flow(scene.party("shop", "web"), Party::Internet, port));
    scene.plan(flows.into_iter().collect(), &PlanOptions::default())
}

fn shop() -> Scene {
    Scene::of(&[pod("shop", "web", "10.0.0.1"), dns("53")])
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for inner in [folder.to_owned(), folder.join("shop")] {
        for entry in fs::read_dir(&inner).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap();
            if path.is_file() && !name.to_str().unwrap().starts_with('.') {
                let text = fs::read_to_string(&path).unwrap();
                files.insert(name.to_str().unwrap().to_owned(), text);
            }
        }
    }
    files
}

#[test]
fn a_folder_has_a_file_for_each_policy_and_kustomizations_that_name_them() {
    let folder = tempfile::tempdir().unwrap();
    write(&plan(&shop(), Some(443)), folder.path()).unwrap();
    let files = files(folder.path());
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        [
            "kustomization.yaml",
            "shop/allow-dns.yaml",
            "shop/allow-web-to-internet.yaml",
            "shop/default-deny.yaml",
            "shop/kustomization.yaml",
        ]
    );
    assert_eq!(
        files["shop/kustomization.yaml"],
        "apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
- allow-dns.yaml
- allow-web-to-internet.yaml
- default-deny.yaml
"
    );
    assert!(files["kustomization.yaml"].ends_with("resources:\n- shop\n"));
    assert!(files["shop/default-deny.yaml"].contains("kind: NetworkPolicy\n"));
}

#[test]
fn a_second_plan_replaces_its_own_files_and_removes_stale_ones_only() {
    let folder = tempfile::tempdir().unwrap();
    let scene = shop();
    write(&plan(&scene, Some(443)), folder.path()).unwrap();
    let own = folder.path().join("shop/README.md");
    fs::write(&own, "ours").unwrap();
    write(&plan(&scene, None), folder.path()).unwrap();
    let files = files(folder.path());
    assert!(!files.contains_key("shop/allow-web-to-internet.yaml"));
    assert!(files.contains_key("shop/default-deny.yaml"));
    assert_eq!(files["shop/README.md"], "ours");
}

#[test]
fn files_that_no_plan_wrote_are_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let scene = shop();
    fs::write(folder.path().join("notes.txt"), "mine").unwrap();
    let error = write(&plan(&scene, None), folder.path()).unwrap_err();
    assert!(error.to_string().contains("no plan wrote"), "{error}");

    let folder = tempfile::tempdir().unwrap();
    write(&plan(&scene, None), folder.path()).unwrap();
    let foreign = folder.path().join("shop/allow-web-to-internet.yaml");
    fs::write(&foreign, "mine").unwrap();
    let error = write(&plan(&scene, Some(443)), folder.path()).unwrap_err();
    assert!(
        error.to_string().contains("not written by a plan"),
        "{error}"
    );
    assert_eq!(fs::read_to_string(foreign).unwrap(), "mine");
}

#[cfg(unix)]
#[test]
fn neither_a_link_nor_a_marker_leads_out_of_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    let victim = outside.path().join("default-deny.yaml");
    fs::write(&victim, "theirs").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let scene = shop();
    write(&plan(&scene, None), folder.path()).unwrap();
    let marker = folder.path().join(".ekshardening-denyall-plan");
    let listed = fs::read_to_string(&marker).unwrap();
    let path = victim.display();
    fs::write(&marker, format!("{listed}../victim.yaml\n{path}\n")).unwrap();
    write(&plan(&scene, None), folder.path()).unwrap();
    assert_eq!(fs::read_to_string(&victim).unwrap(), "theirs");

    fs::remove_dir_all(folder.path().join("shop")).unwrap();
    std::os::unix::fs::symlink(outside.path(), folder.path().join("shop")).unwrap();
    let error = write(&plan(&scene, None), folder.path()).unwrap_err();
    assert!(error.to_string().contains("is no folder"), "{error}");
    assert_eq!(fs::read_to_string(&victim).unwrap(), "theirs");
}
