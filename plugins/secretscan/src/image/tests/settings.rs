//! Configurations and histories.

use crate::image::testing::{ImageBuilder, scan_image};

fn values(image: &ImageBuilder) -> Vec<(String, String, String)> {
    let (_, shown) = scan_image(image);
    let values = shown.values.into_iter();
    values
        .map(|(_, trail, keys, value)| (trail, keys, value))
        .collect()
}

fn expect(values: &[(String, String, String)], trail: &str, keys: &str, value: &str) {
    let expected = (trail.to_owned(), keys.to_owned(), value.to_owned());
    assert!(
        values.contains(&expected),
        "{expected:?} is not in {values:#?}"
    );
}

#[test]
fn environment_labels_and_health_checks_are_values_with_their_names() {
    let values = values(&ImageBuilder::new().layer(|layer| layer).config(
        "config",
        serde_json::json!({
            "Env": ["PATH=/bin", "TOKEN=a=b"],
            "Labels": {"build.token": "c"},
            "Healthcheck": {"Test": ["CMD-SHELL", "curl -u a:b localhost"]},
            "OnBuild": ["ARG KEY=d"]
        }),
    ));
    expect(&values, "config.Env[1]", "TOKEN", "a=b");
    expect(
        &values,
        "config.Labels['build.token']",
        "config.Labels.build.token",
        "c",
    );
    expect(&values, "config.OnBuild[0]", "KEY", "d");
}

#[test]
fn commands_are_shown_as_the_line_that_they_are() {
    let image = ImageBuilder::new().layer(|layer| layer).config(
        "config",
        serde_json::json!({
            "Cmd": ["mysql", "-pabc"],
            "Entrypoint": ["sh", "-c", "run"],
            "Shell": ["bash"],
            "Healthcheck": {"Test": ["CMD", "x", "y"]}
        }),
    );
    let (_, shown) = scan_image(&image);
    assert_eq!(shown.trails("mysql -pabc"), ["config 0 > config.Cmd"]);
    assert_eq!(shown.trails("sh -c run"), ["config 0 > config.Entrypoint"]);
    assert_eq!(
        shown.trails("CMD x y"),
        ["config 0 > config.Healthcheck.Test"]
    );
}

#[test]
fn build_arguments_in_the_history_are_values_with_their_names() {
    let image = ImageBuilder::new().layer(|layer| layer).config(
        "history",
        serde_json::json!([
            {"created_by": "|1 TOKEN=abc /bin/sh -c make", "comment": "by hand"},
            {"created_by": "ENV KEY=def", "empty_layer": true}
        ]),
    );
    let all = values(&image);
    expect(&all, "history[0].created_by", "TOKEN", "abc");
    expect(&all, "history[1].created_by", "KEY", "def");
    let (_, shown) = scan_image(&image);
    assert_eq!(
        shown.trails("/bin/sh -c make"),
        ["config 0 > history[0].created_by"]
    );
    assert_eq!(shown.trails("by hand"), ["config 0 > history[0].comment"]);
}
