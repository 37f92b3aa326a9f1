use proptest::prelude::*;

use super::*;
use crate::address::written;

fn container(json: &str) -> Container {
    serde_json::from_str(json).unwrap()
}

fn again(container: &Container) -> Container {
    container_of(&serde_json::to_string(container).unwrap())
}

fn container_of(json: &str) -> Container {
    container(json)
}

#[test]
fn only_addresses_of_values_are_kept() {
    let container = container(
        r#"{"name": "api", "image": "registry.example.com:5000/shop/api:v1@sha256:0a", "env": [
            {"name": "DATABASE_URL", "value": "postgres://app:hunter2@db.shop:5432/x?p=hunter2"},
            {"name": "DB_PASSWORD", "value": "hunter2"},
            {"name": "REDIS_HOST", "value": "redis"}, {"name": "REDIS_PORT", "value": "6379"}],
          "args": ["--password=hunter2", "--token", "hunter2", "--backend=web:8080"]}"#,
    );
    let text = serde_json::to_string(&container).unwrap();
    assert!(!text.contains("hunter2") && !format!("{container:?}").contains("hunter2"));
    assert_eq!(container.image, "api");
    let configuration = container.configuration.unwrap();
    let found: Vec<String> = configuration
        .env
        .iter()
        .map(|it| written(&it.addresses))
        .collect();
    assert_eq!(found, ["postgres://db.shop:5432", "redis:6379", ""]);
    assert_eq!(written(&configuration.arguments), "web:8080");
}

#[test]
fn references_to_variables_are_resolved_in_values_and_arguments() {
    let container = container(
        r#"{"name": "api", "env": [{"name": "PASS", "value": "hunter2"},
            {"name": "BROKER", "value": "queue.data"},
            {"name": "AMQP_URL", "value": "amqp://u:$(PASS)@$(BROKER):5672"}],
          "command": ["run", "--queue=$(BROKER):5672"]}"#,
    );
    assert!(!format!("{container:?}").contains("hunter2"));
    let configuration = container.configuration.unwrap();
    assert_eq!(
        written(&configuration.env[1].addresses),
        "amqp://queue.data:5672"
    );
    assert_eq!(written(&configuration.arguments), "queue.data:5672");
}

#[test]
fn commands_of_probes_and_hooks_are_read() {
    let container = container(
        r#"{"name": "a", "readinessProbe": {"exec": {"command": ["nc", "-z", "queue", "5672"]}},
            "livenessProbe": {"httpGet": {"port": 80}},
            "lifecycle": {"preStop": {"exec": {"command": ["curl", "http://drain.shop:81/"]}}}}"#,
    );
    let configuration = container.configuration.as_deref().unwrap();
    assert_eq!(
        written(&configuration.probes),
        "http://drain.shop:81,queue:5672"
    );
    assert_eq!(again(&container), container);
}

#[test]
fn a_container_without_addresses_holds_no_configuration() {
    let container = container(
        r#"{"name": "a", "env": [{"name": "LEVEL", "value": "info"},
            {"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]}"#,
    );
    assert_eq!(container.configuration, None);
}

#[test]
fn values_that_are_no_text_do_not_hide_the_container() {
    let container = container(
        r#"{"name": "a", "env": [{"name": "DB_HOST", "value": "db"}, {"name": "DB_PORT", "value": 5432},
            {"name": "X", "value": {"a": [1]}}, {"name": "Y", "value": null}], "args": null}"#,
    );
    assert_eq!(
        written(&container.configuration.unwrap().env[0].addresses),
        "db:5432"
    );
}

#[test]
fn what_aws_needs_is_kept_by_name() {
    let container = container(
        r#"{"name": "a", "env": [{"name": "AWS_REGION", "value": "eu-central-1"},
            {"name": "AWS_SECRET_ACCESS_KEY", "value": "wJalrXUtnFEMI"},
            {"name": "BACKUP", "value": "s3://bucket-1/x"}]}"#,
    );
    let env = &container.configuration.as_deref().unwrap().env;
    assert_eq!(env[0].region.as_deref(), Some("eu-central-1"));
    assert!(env[2].names_aws);
    assert!(!format!("{container:?}").contains("wJalr"));
    assert_eq!(again(&container), container);
}

#[test]
fn a_uri_behind_a_secret_flag_is_none_where_the_name_says_listen() {
    let container = container(
        r#"{"name": "a", "env": [
            {"name": "LISTEN", "value": "--password,postgres://u:hunter2@db.shop:5432/x"}]}"#,
    );
    assert_eq!(container.configuration, None);
    assert_eq!(again(&container), container);
}

proptest! {
    #[test]
    fn a_recording_decodes_to_the_same_container(
        env in prop::collection::vec((name(), value()), 0..5),
        args in prop::collection::vec(value(), 0..5),
        probe in prop::collection::vec(value(), 0..4),
    ) {
        let env: Vec<_> = env
            .iter()
            .map(|(name, value)| serde_json::json!({"name": name, "value": value}))
            .collect();
        let manifest = serde_json::json!({"name": "a", "env": env, "args": args,
            "startupProbe": {"exec": {"command": probe}}});
        let container = container(&manifest.to_string());
        let text = serde_json::to_string(&container).unwrap();
        prop_assert!(!text.contains("hunter2"), "{text}");
        prop_assert_eq!(again(&container), container);
    }
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "DB_HOST",
        "DB_PORT",
        "DB_URL",
        "DB_PASSWORD",
        "BROKERS",
        "LISTEN",
        "AWS_REGION",
        "AWS_ROLE_ARN",
        "X",
        "SECRET_URL",
        "CACHE_PORT",
        "CACHE_HOST",
    ])
    .prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "db",
        "db.shop",
        "db:5432",
        "5432",
        "postgres://u:hunter2@db.shop:5432/x",
        "nc",
        "-z",
        "jdbc:mysql://a,b:3306/x",
        "http://$(DB_HOST)",
        "s3://bucket",
        "eu-west-1",
        "--host",
        "--password",
        "--url=amqp://q",
        "10.0.0.1",
        "[fd00::1]:443",
        "//redis",
        "a.b.svc:80",
        "$(X)",
        "host=db port=5432",
    ]);
    prop::collection::vec(part, 1..4).prop_flat_map(|parts| {
        prop::sample::select(vec![",", " ", "\n", ";"]).prop_map(move |by| parts.join(by))
    })
}
