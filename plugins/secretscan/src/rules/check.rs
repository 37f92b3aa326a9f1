//! What a rule must fulfil before it is used.

use super::{
    Form, Phrase, Problem, Rule, coverage,
    pattern::{check_length, states},
    samples,
};

/// Words of which a name has at least one before its value is read as a credential.
///
/// A key phrase without any of them would never be asked for.
pub const CREDENTIAL_WORDS: &[&str] = &[
    "auth",
    "credential",
    "credentials",
    "dsn",
    "key",
    "license",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pat",
    "pwd",
    "secret",
    "sid",
    "signing",
    "token",
    "webhook",
];

/// Least length of a literal: shorter ones stand everywhere.
const LITERAL: usize = 3;

/// Whether a text can be the id of a rule.
pub(super) fn is_id(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// Whether the rule can work at all.
pub(super) fn rule(rule: &Rule) -> Result<(), Problem> {
    match &rule.form {
        Form::Token { literals, pattern } => token(literals, pattern)?,
        Form::Keyed { keys, pattern } => keyed(keys, pattern)?,
        Form::Builtin(_) => {}
    }
    if rule
        .entropy
        .is_some_and(|least| !(0.0..=8.0).contains(&least))
    {
        return Err(Problem::Entropy);
    }
    for template in rule.positive.iter().chain(&rule.negative) {
        samples::expand(template, 0).map_err(|problem| Problem::Template {
            template: template.clone(),
            problem,
        })?;
    }
    Ok(())
}

fn token(literals: &[String], pattern: &str) -> Result<(), Problem> {
    if literals.is_empty() {
        return Err(Problem::Form);
    }
    if let Some(short) = literals.iter().find(|literal| literal.len() < LITERAL) {
        return Err(Problem::Literal(short.clone()));
    }
    check_length(pattern)?;
    let states = states(pattern).map_err(Problem::Pattern)?;
    for literal in literals {
        if !coverage::is_possible(&states, literal) {
            return Err(Problem::Impossible(literal.clone()));
        }
    }
    if coverage::is_complete(&states, literals) {
        Ok(())
    } else {
        Err(Problem::Uncovered)
    }
}

fn keyed(keys: &[Phrase], pattern: &str) -> Result<(), Problem> {
    if keys.is_empty() {
        return Err(Problem::Form);
    }
    for Phrase(words) in keys {
        let plain = |word: &String| {
            !word.is_empty()
                && word
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !words.iter().all(plain) {
            return Err(Problem::Phrase(words.join(" ")));
        }
        if !words
            .iter()
            .any(|word| CREDENTIAL_WORDS.contains(&word.as_str()))
        {
            return Err(Problem::NoCredential(words.join(" ")));
        }
    }
    check_length(pattern)?;
    states(pattern).map(drop).map_err(Problem::Pattern)
}
