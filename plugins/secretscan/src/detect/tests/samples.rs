//! Rules and credentials for the tests; credentials are put together here so that none stands in a
//! file.

use plugin_kit::report::Severity;

use crate::{
    detect::{Detector, Match, Medium},
    rules::{Builtin, Form, Phrase, Rule, RuleSet},
};

fn rule(id: &str, form: Form) -> Rule {
    Rule {
        id: id.to_owned(),
        name: id.to_owned(),
        severity: Severity::High,
        source: None,
        form,
        entropy: None,
        checksum: None,
        positive: Vec::new(),
        negative: Vec::new(),
    }
}

/// Every builtin, a token rule and a keyed rule.
pub(in crate::detect) fn rules() -> RuleSet {
    let builtins = [
        ("aws-access-key", Builtin::AwsAccessKey),
        ("password", Builtin::Password),
        ("secret", Builtin::Secret),
        ("url-password", Builtin::UrlPassword),
        ("private-key", Builtin::PrivateKey),
        ("authorization-header", Builtin::AuthorizationHeader),
        ("command-line-password", Builtin::CommandLine),
        ("connection-string-password", Builtin::ConnectionString),
        ("json-web-token", Builtin::JsonWebToken),
        ("known-value", Builtin::KnownValue),
    ];
    let token = Form::Token {
        literals: vec!["ghp_".to_owned(), "gho_".to_owned()],
        pattern: "gh[po]_[A-Za-z0-9]{36}".to_owned(),
    };
    let words = |phrase: &str| Phrase(phrase.split(' ').map(str::to_owned).collect());
    let keyed = Form::Keyed {
        keys: vec![words("datadog api key"), words("dd api key")],
        pattern: "[0-9a-f]{32}".to_owned(),
    };
    let rules = builtins.map(|(id, builtin)| rule(id, Form::Builtin(builtin)));
    let others = [rule("github-token", token), rule("datadog-api-key", keyed)];
    RuleSet::new(rules.into_iter().chain(others).collect())
}

/// What is found in a text: ids of rules and the texts they matched.
pub(in crate::detect) fn in_text(text: &str) -> Vec<(String, String)> {
    collect(
        |detector, found| detector.text(text.as_bytes(), Medium::Text, found),
        text,
    )
}

/// Each of the values, and nothing else, is found in each of the texts, where `{}` stands for it.
pub(in crate::detect) fn finds_each(texts: &[&str], values: &[String]) {
    let mut missed = Vec::new();
    for text in texts {
        for (number, value) in values.iter().enumerate() {
            let found = in_text(&text.replace("{}", value));
            let found: Vec<_> = found.into_iter().map(|(_, value)| value).collect();
            if found != [value.clone()] {
                missed.push((*text, number, found.len()));
            }
        }
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// Nothing is found in any of the texts.
pub(in crate::detect) fn quiet(texts: &[&str]) {
    for text in texts {
        assert_eq!(in_text(text), [], "{text}");
    }
}

/// What is found among the strings of a program.
pub(in crate::detect) fn in_data(text: &str) -> Vec<(String, String)> {
    collect(
        |detector, found| detector.text(text.as_bytes(), Medium::Binary, found),
        text,
    )
}

/// What is found in a value.
pub(in crate::detect) fn in_value(keys: &[&str], value: &str) -> Vec<(String, String)> {
    collect(
        |detector, found| detector.value(keys, value.as_bytes(), found),
        value,
    )
}

fn collect(
    search: impl Fn(&Detector<'_>, &mut dyn FnMut(Match)),
    text: &str,
) -> Vec<(String, String)> {
    let rules = rules();
    let detector = Detector::new(&rules);
    let mut all = Vec::new();
    search(&detector, &mut |found| {
        let id = rules.rules()[usize::from(found.rule.0)].id.clone();
        all.push((id, text[found.range].to_owned()));
    });
    all
}

/// Characters that look as if drawn by a machine, the same for the same seed.
pub(in crate::detect) fn random(alphabet: &str, length: usize, seed: u64) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def1;
    (0..length)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            alphabet[usize::try_from(state >> 20).unwrap_or(0) % alphabet.len()]
        })
        .collect()
}

/// Letters and digits.
pub(in crate::detect) const ALNUM: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A password as people make them.
pub(in crate::detect) fn password() -> String {
    ["Tr0ub4dor", "&3"].concat()
}

/// A token of the token rule.
pub(in crate::detect) fn token() -> String {
    ["ghp_", &random(ALNUM, 36, 7)].concat()
}

/// An AWS access key id.
pub(in crate::detect) fn aws_id(seed: u64) -> String {
    [
        "AKIA",
        &random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, seed),
    ]
    .concat()
}

/// An AWS secret access key.
pub(in crate::detect) fn aws_secret(seed: u64) -> String {
    random(&format!("{ALNUM}/+"), 40, seed)
}

/// A private key in PEM, ends of lines as given.
pub(in crate::detect) fn pem(label: &str, end: &str) -> String {
    let body: Vec<String> = (0..6).map(|line| random(ALNUM, 64, 50 + line)).collect();
    format!(
        "-----BEGIN {label}-----{end}MII{}{end}-----END {label}-----{end}",
        body.join(end)
    )
}
