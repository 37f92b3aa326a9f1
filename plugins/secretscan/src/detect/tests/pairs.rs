use super::samples::{ALNUM, aws_secret, in_value, password, random, token};

fn finds(rule: &str, keys: &[&str], value: &str) {
    assert_eq!(
        in_value(keys, value),
        [(rule.to_owned(), value.to_owned())],
        "{keys:?}"
    );
}

#[test]
fn a_password_that_somebody_made_up_counts() {
    for value in [
        &password(),
        "correct-horse-battery",
        "postgres123",
        "hunter2hunter2",
        "S3cure!",
        "sunshine-and-rain",
        "adm1n!",
        "pässwörtchen9",
    ] {
        finds("password", &["DB_PASSWORD"], value);
    }
    finds("password", &["database", "password", "value"], &password());
}

#[test]
fn secrets_and_keys_count_when_they_look_like_some() {
    for name in [
        "API_KEY",
        "clientSecret",
        "authToken",
        "SECRET_KEY_BASE",
        "jwt_secret",
        "webhookSecret",
    ] {
        finds("secret", &["app", name], &random(ALNUM, 32, 21));
        finds(
            "secret",
            &["app", name],
            &random("0123456789abcdef", 40, 22),
        );
    }
    finds("secret", &["STRIPE_KEY"], &random(ALNUM, 32, 23));
    finds(
        "secret",
        &["API_TOKEN"],
        "7d8f4c1e-93b2-4a5d-8c6e-2f1b0a9d8e7c",
    );
}

#[test]
fn a_keyed_rule_reads_the_keys_round_the_value() {
    let value = random("0123456789abcdef", 32, 31);
    finds("datadog-api-key", &["datadog", "apiKey"], &value);
    finds("datadog-api-key", &["DD_API_KEY"], &value);
    finds("secret", &["other", "apiKey"], &value);
}

#[test]
fn what_is_inside_a_value_is_found_whatever_it_is_called() {
    finds("github-token", &["args"], &token());
    let secret = aws_secret(4);
    finds("aws-access-key", &["aws", "secretAccessKey"], &secret);
    let value = format!("exec app --db-password={}x", "Tr0ub4dor");
    assert_eq!(in_value(&["args"], &value).len(), 1);
}

#[test]
fn registry_credentials_in_docker_configuration_are_found() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let auth = STANDARD.encode(format!("robot:{}", password()));
    finds(
        "authorization-header",
        &["auths", "registry.internal", "auth"],
        &auth,
    );
}
