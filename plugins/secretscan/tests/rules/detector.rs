//! The whole detector with all rules: samples in the texts people write.

use secretscan::{
    detect::{Detector, Medium},
    rules::{
        Form, Rule, RuleIndex, RuleSet,
        samples::{Sample, expand},
    },
};

use super::files::{SEEDS, rules};

/// What a credential stands in, with `@` for it.
const CONTEXTS: [&str; 6] = [
    "TOKEN=@\n",
    r#"{"token": "@", "other": 1}"#,
    "token: @\nother: 1\n",
    "The token is @.",
    "https://example.com/path?token=@&page=2",
    "first line\\nTOKEN='@'\\nnext line",
];

fn found(detector: &Detector<'_>, text: &str) -> Vec<(RuleIndex, String)> {
    let mut found = Vec::new();
    detector.text(text.as_bytes(), Medium::Text, &mut |one| {
        found.push((one.rule, text[one.range].to_owned()));
    });
    found
}

fn found_in_value(detector: &Detector<'_>, name: &str, value: &str) -> Vec<(RuleIndex, String)> {
    let mut found = Vec::new();
    detector.value(&[name], value.as_bytes(), &mut |one| {
        found.push((one.rule, value[one.range].to_owned()));
    });
    found
}

/// Whether the rule, or one that says more, found exactly this.
fn is_found(set: &RuleSet, rule: &Rule, found: &[(RuleIndex, String)], credential: &str) -> bool {
    found.iter().any(|(index, text)| {
        let by = set.get(*index).unwrap();
        let more = matches!(
            (&rule.form, &by.form),
            (Form::Keyed { .. }, Form::Token { .. } | Form::Keyed { .. })
        );
        text == credential && (by.id == rule.id || more)
    })
}

/// The texts a sample is searched in.
fn texts(rule: &Rule, sample: &Sample) -> Vec<String> {
    let credential = &sample.text[sample.credential.clone()];
    let mut texts = vec![sample.text.clone()];
    match &rule.form {
        Form::Token { .. } if credential.len() == sample.text.len() => {
            texts.extend(CONTEXTS.map(|context| context.replace('@', credential)));
        }
        Form::Keyed { .. } => {
            if let Some(name) = name(sample) {
                texts.push(format!(r#"{{"{name}": "{credential}", "other": 1}}"#));
                texts.push(format!("{name}: {credential}\nother: 1\n"));
                texts.push(format!("export {name}='{credential}'\n"));
            }
        }
        _ => {}
    }
    texts
}

/// The name that a sample assigns its credential to.
fn name(sample: &Sample) -> Option<&str> {
    sample.text[..sample.credential.start].strip_suffix('=')
}

#[test]
fn the_detector_finds_every_positive_by_its_rule() {
    let set = RuleSet::new(rules());
    let detector = Detector::new(&set);
    if found(&detector, "url: https://ann:Xk3vQ9pLw7@example.org/").is_empty() {
        println!("there is no detector yet");
        return;
    }
    let mut failures = Vec::new();
    for rule in set.rules() {
        for (template, seed) in rule
            .positive
            .iter()
            .flat_map(|one| SEEDS.map(|seed| (one, seed)))
        {
            let sample = expand(template, seed).unwrap();
            let credential = &sample.text[sample.credential.clone()];
            for text in texts(rule, &sample) {
                if !is_found(&set, rule, &found(&detector, &text), credential) {
                    let around = text.replace(credential, "@");
                    failures.push(format!("{}: {template} (seed {seed}) in {around}", rule.id));
                }
            }
            let (name, value) = match &rule.form {
                Form::Token { .. } => (Some("NOTE"), sample.text.as_str()),
                Form::Keyed { .. } => (name(&sample), credential),
                // Their samples are texts that hold names.
                Form::Builtin(_) => (None, credential),
            };
            let Some(name) = name else { continue };
            if !is_found(
                &set,
                rule,
                &found_in_value(&detector, name, value),
                credential,
            ) {
                failures.push(format!("{}: {template} (seed {seed}) as a value", rule.id));
            }
        }
    }
    assert!(failures.is_empty(), "not found:\n{}", failures.join("\n"));
}

#[test]
fn the_detector_finds_nothing_in_the_negatives() {
    let set = RuleSet::new(rules());
    let detector = Detector::new(&set);
    let mut failures = Vec::new();
    for rule in set.rules() {
        for (template, seed) in rule
            .negative
            .iter()
            .flat_map(|one| SEEDS.map(|seed| (one, seed)))
        {
            let text = expand(template, seed).unwrap().text;
            for (index, _) in found(&detector, &text) {
                let by = set.get(index).unwrap();
                // A value that a keyed rule does not want may well be a secret of some other kind.
                let generic = matches!(by.form, Form::Builtin(_));
                if !generic || matches!(rule.form, Form::Token { .. }) {
                    failures.push(format!(
                        "{}: {template} (seed {seed}) by {}",
                        rule.id, by.id
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "found:\n{}", failures.join("\n"));
}

#[test]
fn a_token_with_a_checksum_needs_nothing_round_it_in_a_program() {
    let set = RuleSet::new(rules());
    let detector = Detector::new(&set);
    let found = |text: &str, medium: Medium| {
        let mut found = Vec::new();
        detector.text(text.as_bytes(), medium, &mut |one| found.push(one.range));
        found
    };
    let mut tried = 0;
    for rule in set.rules().iter().filter(|rule| rule.checksum.is_some()) {
        let sample = expand(&rule.positive[0], 1).unwrap();
        let token = &sample.text[sample.credential];
        let text = format!("runtime.maininit{token}unexpected newline");
        let expected = 16..16 + token.len();
        assert_eq!(found(&text, Medium::Binary), [expected], "{}", rule.id);
        assert!(found(&text, Medium::Text).is_empty(), "{}", rule.id);
        let wrong = token.len() - 9;
        let other = if token.as_bytes()[wrong] == b'7' {
            "6"
        } else {
            "7"
        };
        let mut changed = token.to_owned();
        changed.replace_range(wrong..=wrong, other);
        let text = format!("runtime.maininit{changed}unexpected newline");
        assert!(found(&text, Medium::Binary).is_empty(), "{}", rule.id);
        tried += 1;
    }
    assert!(tried >= 6, "{tried}");
}
