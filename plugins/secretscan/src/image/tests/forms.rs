//! Every form of archive shows the same.

use crate::image::{
    ImageIndex, ImageSource, LayerIndex, Limits, Unread,
    testing::{
        Compression, ImageBuilder, archive, folder, scan_bytes, scan_image, scan_source, sha256,
    },
};

fn image() -> ImageBuilder {
    ImageBuilder::new()
        .layer(|layer| {
            layer
                .folder("etc/")
                .file("etc/app.conf", "password NEEDLE one")
                .file("etc/gone.conf", "NEEDLE two")
        })
        .layer(|layer| layer.file("srv/readme", "hello").whiteout("etc/gone.conf"))
        .config(
            "history",
            serde_json::json!([
                {"created_by": "ADD rootfs.tar /"},
                {"created_by": "ENV A=b", "empty_layer": true},
                {"created_by": "RUN rm /etc/gone.conf"}
            ]),
        )
}

#[test]
fn docker_and_oci_archives_and_folders_in_every_compression_show_the_same() {
    for blobs in [Compression::Plain, Compression::Gzip, Compression::Zstd] {
        let image = image().compressed(blobs);
        for members in [image.docker(), image.oci()] {
            for whole in [
                None,
                Some(Compression::Plain),
                Some(Compression::Gzip),
                Some(Compression::Zstd),
            ] {
                let directory = tempfile::tempdir().unwrap();
                let (result, shown) = match whole {
                    None => {
                        folder(&members, directory.path());
                        let source = ImageSource::at(directory.path()).unwrap();
                        scan_source(&source, &Limits::default())
                    }
                    Some(whole) => scan_bytes(&whole.pack(&archive(&members)), &Limits::default()),
                };
                let outline = result.unwrap();
                let case = format!("{blobs:?} in {whole:?}, {}", members[0].0);
                assert_eq!(shown.gaps(), [], "{case}");
                assert_eq!(shown.trails("NEEDLE one"), ["0:etc/app.conf"], "{case}");
                assert_eq!(shown.trails("hello"), ["1:srv/readme"], "{case}");
                let hidden = |path| outline.hidden_by(ImageIndex(0), LayerIndex(0), path);
                let hider = hidden("etc/gone.conf").unwrap();
                assert_eq!(hider.layer, LayerIndex(1), "{case}");
                assert_eq!(hider.created_by.as_deref(), Some("RUN rm /etc/gone.conf"));
                assert_eq!(hidden("etc/app.conf"), None, "{case}");
                assert_eq!(outline.images[0].platform.as_deref(), Some("linux/amd64"));
            }
        }
    }
}

#[test]
fn history_entries_without_a_layer_are_passed_over() {
    let (outline, _) = scan_image(&image());
    let steps: Vec<_> = outline.images[0]
        .layers
        .iter()
        .map(|used| (used.history, used.created_by.as_deref()))
        .collect();
    assert_eq!(
        steps,
        [
            (Some(0), Some("ADD rootfs.tar /")),
            (Some(2), Some("RUN rm /etc/gone.conf"))
        ]
    );
    assert_eq!(
        outline.layers[1].created_by.as_deref(),
        Some("RUN rm /etc/gone.conf")
    );
}

#[test]
fn an_archive_with_both_manifests_has_each_image_once_with_all_its_names() {
    let mut members = image().oci();
    let blob = |bytes: &[u8]| format!("blobs/{}", sha256(bytes).replace(':', "/"));
    let layers: Vec<_> = members[1..3].iter().map(|(_, bytes)| blob(bytes)).collect();
    let config = blob(&members[3].1);
    let manifest = serde_json::json!([
        {"Config": config, "RepoTags": ["app:1", "app:2"], "Layers": layers}
    ]);
    members.push((
        "manifest.json".to_owned(),
        manifest.to_string().into_bytes(),
    ));
    let (result, shown) = scan_bytes(&archive(&members), &Limits::default());
    let outline = result.unwrap();
    assert_eq!(outline.images.len(), 1);
    assert_eq!(outline.layers.len(), 2);
    assert_eq!(
        outline.images[0].names,
        ["docker.io/library/app:1", "app:1", "app:2"]
    );
    assert_eq!(shown.gaps(), []);
}

#[test]
fn a_layer_of_two_images_is_shown_once_and_hidden_in_one() {
    let base = image().oci();
    let other = ImageBuilder::new()
        .layer(|layer| {
            layer
                .folder("etc/")
                .file("etc/app.conf", "password NEEDLE one")
                .file("etc/gone.conf", "NEEDLE two")
        })
        .oci();
    let mut members = base.clone();
    for member in &other {
        if !members.contains(member) && member.0 != "index.json" {
            members.push(member.clone());
        }
    }
    let index = |members: &[(String, Vec<u8>)]| -> serde_json::Value {
        let (_, text) = members
            .iter()
            .find(|(name, _)| name == "index.json")
            .unwrap();
        serde_json::from_slice(text).unwrap()
    };
    let mut both = index(&base);
    let second = index(&other)["manifests"][0].clone();
    both["manifests"].as_array_mut().unwrap().push(second);
    members.retain(|(name, _)| name != "index.json");
    members.push(("index.json".to_owned(), both.to_string().into_bytes()));
    let (result, shown) = scan_bytes(&archive(&members), &Limits::default());
    let outline = result.unwrap();
    assert_eq!(shown.trails("NEEDLE two"), ["0:etc/gone.conf"]);
    assert_eq!(outline.users(LayerIndex(0)).count(), 2);
    let hidden = |image| outline.hidden_by(ImageIndex(image), LayerIndex(0), "etc/gone.conf");
    assert!(hidden(0).is_some());
    assert!(hidden(1).is_none());
}

#[test]
fn the_oldest_docker_archives_are_read_by_their_parents() {
    let layer = |text: &str| {
        crate::image::testing::TarBuilder::new()
            .file("etc/app.conf", text)
            .build()
    };
    let members = [
        ("aa/json", br#"{"id":"aa"}"#.to_vec()),
        ("aa/layer.tar", layer("NEEDLE base")),
        (
            "bb/json",
            br#"{"id":"bb","parent":"aa","container_config":{"Cmd":["/bin/sh","-c","make"]}}"#
                .to_vec(),
        ),
        ("bb/layer.tar", layer("top")),
        ("repositories", br#"{"app":{"1":"bb"}}"#.to_vec()),
    ]
    .map(|(name, bytes)| (name.to_owned(), bytes));
    let (result, shown) = scan_bytes(&archive(&members), &Limits::default());
    let outline = result.unwrap();
    assert_eq!(outline.images[0].names, ["app:1"]);
    assert_eq!(shown.trails("NEEDLE"), ["0:etc/app.conf"]);
    let hider = outline.hidden_by(ImageIndex(0), LayerIndex(0), "etc/app.conf");
    assert_eq!(
        hider.unwrap().created_by.as_deref(),
        Some("/bin/sh -c make")
    );
}

#[test]
fn layers_of_docker_save_may_be_links_to_each_other() {
    let image = image();
    let mut members = image.docker();
    let manifest = serde_json::json!([
        {"Config": "config.json", "RepoTags": null, "Layers": ["x/layer.tar", "980/layer.tar"]}
    ]);
    members.retain(|(name, _)| name != "manifest.json");
    let builder = members.iter().fold(
        crate::image::testing::TarBuilder::new(),
        |builder, (name, bytes)| builder.file(name, bytes),
    );
    let bytes = builder
        .symbolic_link("x/layer.tar", "../990/layer.tar")
        .file("manifest.json", manifest.to_string())
        .build();
    let (result, shown) = scan_bytes(&bytes, &Limits::default());
    assert_eq!(result.unwrap().layers.len(), 2);
    assert_eq!(shown.trails("NEEDLE one"), ["0:etc/app.conf"]);
}

#[test]
fn layers_that_are_absent_foreign_or_encrypted_are_told() {
    let digest = |text: &str| sha256(text.as_bytes());
    let config = b"{}".to_vec();
    let manifest = serde_json::json!({
        "config": {"digest": sha256(&config)},
        "layers": [
            {"digest": digest("a"), "mediaType": "application/vnd.oci.image.layer.v1.tar"},
            {"digest": digest("b"), "urls": ["https://example.com/layer"]},
            {"digest": digest("c"), "mediaType": "application/vnd.oci.image.layer.v1.tar+encrypted"},
            {"digest": "sha256:../../../etc/passwd"}
        ]
    })
    .to_string()
    .into_bytes();
    let index = serde_json::json!({"manifests": [{"digest": sha256(&manifest)}]});
    let blob = |bytes: &[u8]| format!("blobs/{}", sha256(bytes).replace(':', "/"));
    let members = [
        (blob(&config), config.clone()),
        (blob(&manifest), manifest.clone()),
        ("index.json".to_owned(), index.to_string().into_bytes()),
    ];
    let (_, shown) = scan_bytes(&archive(&members), &Limits::default());
    assert_eq!(
        shown.gaps(),
        [
            ("layer 0".to_owned(), Unread::Absent),
            ("layer 1".to_owned(), Unread::Foreign),
            (
                "layer 2".to_owned(),
                Unread::Limit(crate::unfold::Limit::Encrypted)
            ),
            ("layer 3".to_owned(), Unread::Absent),
        ]
    );
}

#[test]
fn a_blob_that_is_not_what_its_digest_promises_is_scanned_and_told() {
    let mut members = image().oci();
    let layer = &mut members[1];
    let place = layer.1.windows(6).position(|window| window == b"NEEDLE");
    layer.1[place.unwrap() + 7] = b'X';
    let (_, shown) = scan_bytes(&archive(&members), &Limits::default());
    assert_eq!(
        shown.trails("NEEDLE"),
        ["0:etc/app.conf", "0:etc/gone.conf"]
    );
    assert_eq!(shown.gaps(), [("layer 0".to_owned(), Unread::Digest)]);
}

#[test]
fn what_is_no_image_archive_is_an_error_with_a_hint() {
    let not_an_image = archive(&[("etc/passwd".to_owned(), b"x".to_vec())]);
    for (bytes, text) in [
        (&b"hello"[..], "it is not a tar archive"),
        (b"", "it is not a tar archive"),
        (
            &not_an_image,
            "it has no manifest.json, index.json or repositories",
        ),
        (
            &archive(&[("manifest.json".to_owned(), b"{".to_vec())]),
            "manifest.json is not a list of images",
        ),
    ] {
        let (result, _) = scan_bytes(bytes, &Limits::default());
        let error = result.unwrap_err();
        assert!(error.to_string().ends_with(text), "{error}");
        assert!(error.hint().is_some());
    }
}
