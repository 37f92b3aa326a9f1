//! `kubectl secretscan image --archive` finds every planted credential of an image, however the
//! image is packed, and nothing in what every image has.

#![expect(
    clippy::expect_used,
    reason = "a test stops where its scene cannot be set"
)]

use std::path::Path;

use e2e::{
    plants::{
        Container, Packing, PlantedConfiguration, Score, Size, assert_nothing_amiss, planted_image,
        seed,
    },
    run::Plugin,
};
use plugin_kit::Exit;
use serde_json::{Value, json};

fn scan(path: &Path) -> Value {
    let (report, done) = Plugin::secretscan("image --archive").argument(path).json();
    assert_eq!(done.exit, Exit::Done, "{}", done.stderr);
    assert_eq!(report["gaps"], json!([]));
    report
}

/// Writes an image with everything in it and looks for it.
fn assert_all_found(size: Size, container: Container, packing: Packing) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("image");
    let (image, planted) = planted_image(seed(), size).expect("the traps are YAML");
    image
        .write(container, packing, &path)
        .expect("the image is written");
    let report = scan(&path);
    let score = Score::of(&report);
    let found = planted.iter().map(|plant| {
        let is_found = score.names(&plant.mark);
        (plant.placement.as_str(), plant.credential.kind, is_found)
    });
    let sprung = score.holding("srv/traps/");
    assert_nothing_amiss(found, [("image", sprung)].into_iter());
}

#[test]
fn docker_archive_with_plain_layers() {
    assert_all_found(Size::Large, Container::DockerTar, Packing::Plain);
}

#[test]
fn docker_folder_with_plain_layers() {
    assert_all_found(Size::Small, Container::DockerFolder, Packing::Plain);
}

#[test]
fn oci_archive_with_gzip_layers() {
    assert_all_found(Size::Large, Container::OciTar, Packing::Gzip);
}

#[test]
fn oci_folder_with_gzip_layers() {
    assert_all_found(Size::Small, Container::OciFolder, Packing::Gzip);
}

#[test]
fn oci_archive_with_zstd_layers() {
    assert_all_found(Size::Small, Container::OciTar, Packing::Zstd);
}

#[test]
fn oci_folder_with_plain_layers() {
    assert_all_found(Size::Small, Container::OciFolder, Packing::Plain);
}

#[test]
fn every_credential_of_a_configuration_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("image.tar");
    let planted = PlantedConfiguration::plant(seed());
    assert!(planted.len() >= 60);
    let found: Vec<bool> = planted
        .iter()
        .map(|plant| {
            let written = plant
                .image
                .write(Container::DockerTar, Packing::Plain, &path);
            written.expect("the image is written");
            scan(&path)["items"] != json!([])
        })
        .collect();
    let found = planted
        .iter()
        .zip(&found)
        .map(|(plant, is_found)| (plant.placement, plant.credential.kind, *is_found));
    assert_nothing_amiss(found, std::iter::empty());
}

#[test]
fn a_file_that_a_later_layer_hides_is_reported_with_the_layer_and_the_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("image.tar");
    let (image, planted) = planted_image(seed(), Size::Small).expect("the traps are YAML");
    image
        .write(Container::OciTar, Packing::Gzip, &path)
        .expect("the image is written");
    let report = scan(&path);
    for plant in planted {
        let item = report["items"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|item| {
                let location = &item["location"];
                location["path"]
                    .as_str()
                    .is_some_and(|path| path.contains(&plant.mark))
            });
        // Where it is found at all, which is the matter of the other tests.
        let Some(item) = item else { continue };
        let is_hidden = plant.placement.ends_with("later layer");
        let hidden_by = if is_hidden { json!(2) } else { Value::Null };
        assert_eq!(item["image"]["hiddenBy"], hidden_by, "{}", plant.placement);
        assert_eq!(item["image"]["layer"], 1, "{}", plant.placement);
        let step = item["image"]["createdBy"].as_str().unwrap_or_default();
        assert!(step.contains("COPY . /app"), "{}", plant.placement);
    }
}
