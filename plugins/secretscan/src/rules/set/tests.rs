use plugin_kit::report::Severity;

use super::{Builtin, RuleSet, RulesError};
use crate::rules::{Form, Problem};

const ACME: &str = r#"
    [[rule]]
    id = "acme-token"
    name = "Acme token"
    severity = "high"
    literals = ["acme_"]
    pattern = 'acme_[a-z0-9]{32}'
    entropy = 3.0
    positive = ["acme_{lower-alnum:32}"]
"#;

fn problem(text: &str) -> Problem {
    match RuleSet::parse("mine.toml", text) {
        Err(RulesError::Rule { problem, .. }) => problem,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("no error"),
    }
}

#[test]
fn a_rule_of_ones_own_comes_after_the_built_in_ones() {
    let built_in = RuleSet::built_in();
    let set = built_in.with_text("mine.toml", ACME).unwrap();
    let index = set.find("acme-token").unwrap();
    assert_eq!(usize::from(index.0), built_in.rules().len());
    assert_eq!(set.get(index).unwrap().severity, Severity::High);
}

#[test]
fn a_rule_of_an_id_that_is_there_changes_what_it_gives() {
    let set = RuleSet::parse("mine.toml", ACME).unwrap();
    let changed = set
        .with_text("more.toml", "[[rule]]\nid = 'acme-token'\nseverity = 'low'")
        .unwrap();
    let (before, after) = (&set.rules()[0], &changed.rules()[0]);
    assert_eq!(after.severity, Severity::Low);
    assert_eq!((&after.name, &after.form), (&before.name, &before.form));
    assert_eq!(after.entropy, before.entropy);
}

#[test]
fn another_form_takes_the_old_gates_with_it() {
    let set = RuleSet::parse("mine.toml", ACME).unwrap();
    let changed = set
        .with_text(
            "more.toml",
            "[[rule]]\nid = 'acme-token'\nkeys = ['acme token']\npattern = '[a-z]{9}'",
        )
        .unwrap();
    assert!(matches!(changed.rules()[0].form, Form::Keyed { .. }));
    assert_eq!(changed.rules()[0].entropy, None);
    assert!(changed.rules()[0].positive.is_empty());
}

#[test]
fn a_disabled_rule_is_gone() {
    let set = RuleSet::built_in();
    let quiet = set
        .with_text("quiet.toml", "[[rule]]\nid = 'password'\ndisabled = true")
        .unwrap();
    assert!(set.builtin(Builtin::Password).is_some());
    assert_eq!(quiet.builtin(Builtin::Password), None);
    assert_eq!(
        problem("[[rule]]\nid = 'pasword'\ndisabled = true"),
        Problem::Unknown
    );
}

#[test]
fn a_file_that_is_no_file_of_rules_is_told_with_its_line() {
    let error = RuleSet::parse("mine.toml", "[[rule]]\nid = 'a'\nentropie = 3.0").unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("cannot parse the rules in mine.toml: line 3: unknown field `entropie`"),
        "{text}"
    );
    assert!(error.hint().is_some());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = RuleSet::built_in()
        .with_files(&["/nowhere/mine.toml"])
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the rules in /nowhere/mine.toml"
    );
}

#[test]
fn rules_that_could_never_work_are_refused() {
    assert_eq!(
        problem(&ACME.replace("acme-token", "Acme_token")),
        Problem::Id
    );
    assert_eq!(problem(&format!("{ACME}{ACME}")), Problem::Duplicate);
    assert_eq!(
        problem(&ACME.replace("name =", "source =")),
        Problem::Missing("name")
    );
    assert_eq!(problem(&ACME.replace("literals", "keys")), {
        Problem::Phrase("acme_".to_owned())
    });
    assert_eq!(
        problem(&ACME.replace("literals = [\"acme_\"]", "keys = [\"acme name\"]")),
        Problem::NoCredential("acme name".to_owned())
    );
    assert_eq!(
        problem(&ACME.replace("literals = [\"acme_\"]", "")),
        Problem::Form
    );
    assert_eq!(
        problem(&ACME.replace("[\"acme_\"]", "[\"ac\"]")),
        Problem::Literal("ac".to_owned())
    );
    assert_eq!(
        problem(&ACME.replace("[\"acme_\"]", "[\"acme_\", \"ACME-\"]")),
        Problem::Impossible("ACME-".to_owned())
    );
    assert_eq!(
        problem(&ACME.replace("'acme_[", "'(?:acme_)?[")),
        Problem::Uncovered
    );
    assert_eq!(problem(&ACME.replace("3.0", "9.0")), Problem::Entropy);
    assert!(matches!(
        problem(&ACME.replace("{lower-alnum:32}", "{lower:0}")),
        Problem::Template { .. }
    ));
    assert_eq!(
        problem("[[rule]]\nid = 'b'\nname = 'B'\nseverity = 'low'\nbuiltin = 'password'"),
        Problem::Builtin
    );
}

#[test]
fn an_error_names_file_rule_and_fault() {
    let error = RuleSet::parse("mine.toml", &ACME.replace("{32}", "{9,}")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot use the rule \"acme-token\" in mine.toml: its pattern can match more than 8192 bytes"
    );
    assert_eq!(
        error.hint().as_deref(),
        Some("give every repetition an upper bound, such as {20,200}")
    );
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in "(?s).{0,200}") {
        let _ = RuleSet::parse("mine.toml", &text);
    }

    #[test]
    fn no_pattern_makes_the_checks_panic(pattern in r"[a-c_.(){}|?*+0-9,\[\]^$-]{0,24}") {
        let text = ACME.replace("acme_[a-z0-9]{32}", &pattern);
        let _ = RuleSet::parse("mine.toml", &text);
    }
}
