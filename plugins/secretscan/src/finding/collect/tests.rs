use plugin_kit::{object::ObjectRef, report::Severity};

use super::{Findings, Merged};
use crate::{
    finding::{Class, Fingerprinter, ImagePlace, Redacted, Sighting, Whereabouts},
    rules::{Builtin, Form, Rule, RuleIndex, RuleSet},
    unfold::{Step, Trail},
};

const TOKEN: RuleIndex = RuleIndex(0);
const SECRET: RuleIndex = RuleIndex(1);

fn rules() -> RuleSet {
    let rule = |id: &str, severity, form| Rule {
        id: id.to_owned(),
        name: id.to_owned(),
        severity,
        source: None,
        form,
        entropy: None,
        checksum: None,
        positive: Vec::new(),
        negative: Vec::new(),
    };
    let token = Form::Token {
        literals: vec!["tok_".to_owned()],
        pattern: "tok_[a-z]{8}".to_owned(),
    };
    RuleSet::new(vec![
        rule("token", Severity::Critical, token),
        rule("secret", Severity::Medium, Form::Builtin(Builtin::Secret)),
    ])
}

fn trail(steps: &[Step]) -> Trail {
    let mut made = Trail::new();
    descend(&mut Trail::new(), steps, &mut made);
    made
}

fn descend(trail: &mut Trail, steps: &[Step], made: &mut Trail) {
    match steps.split_first() {
        None => *made = trail.clone(),
        Some((first, rest)) => {
            trail.within(first.clone(), |trail| descend(trail, rest, made));
        }
    }
}

fn key(name: &str) -> Step {
    Step::Key(name.to_owned())
}

fn sighting(rule: RuleIndex, value: &str, object: ObjectRef, steps: &[Step]) -> Sighting {
    let class = if object.kind == "Secret" {
        Class::Stored
    } else {
        Class::Leak
    };
    Sighting {
        rule,
        fingerprint: Fingerprinter::from_bytes([1; 32]).of(value.as_bytes()),
        redacted: Redacted::of(&rules().rules()[usize::from(rule.0)], value.as_bytes()),
        class,
        whereabouts: Whereabouts {
            object,
            group: String::new(),
        },
        trail: trail(steps),
        aws: None,
        image: None,
    }
}

fn object(kind: &str, name: &str) -> ObjectRef {
    ObjectRef::namespaced(kind, "shop", name)
}

fn merged(sightings: impl IntoIterator<Item = Sighting>) -> Vec<Merged> {
    let mut findings = Findings::default();
    for sighting in sightings {
        findings.add(sighting);
    }
    findings.merge(&rules(), |object| usize::from(object.kind == "Pod"))
}

#[test]
fn equal_values_are_one_finding_with_every_place() {
    let found = merged([
        sighting(SECRET, "tok_abcdefgh", object("Pod", "a-1"), &[key("env")]),
        sighting(
            TOKEN,
            "tok_abcdefgh",
            object("ConfigMap", "b"),
            &[key("data")],
        ),
        sighting(SECRET, "another", object("ConfigMap", "b"), &[key("other")]),
    ]);
    assert_eq!(found.len(), 2);
    let first = &found[0];
    assert_eq!((first.rule, first.severity), (TOKEN, Severity::Critical));
    assert_eq!(first.first.whereabouts.object, object("ConfigMap", "b"));
    assert_eq!(first.others.len(), 1);
}

#[test]
fn a_value_that_lies_anywhere_but_in_a_secret_is_a_leak() {
    let stored = sighting(SECRET, "v", object("Secret", "s"), &[key("data")]);
    let leaked = sighting(SECRET, "v", object("ConfigMap", "c"), &[key("data")]);
    let both = merged([stored.clone(), leaked]);
    assert_eq!(
        (both[0].class, both[0].severity),
        (Class::Leak, Severity::Medium)
    );
    assert_eq!(both[0].first.whereabouts.object.kind, "ConfigMap");
    let only_stored = merged([stored]);
    assert_eq!(
        (only_stored[0].class, only_stored[0].severity),
        (Class::Stored, Severity::Low)
    );
}

#[test]
fn values_of_one_text_come_in_its_order() {
    let values: Vec<String> = (0..20).map(|number| format!("value-{number}")).collect();
    let sightings = values
        .iter()
        .map(|value| sighting(SECRET, value, object("Pod", "a"), &[key("args")]));
    let fingerprinter = Fingerprinter::from_bytes([1; 32]);
    let expected = values
        .iter()
        .map(|value| fingerprinter.of(value.as_bytes()));
    let found = merged(sightings);
    let found = found.iter().map(|merged| merged.first.fingerprint);
    assert!(found.eq(expected));
}

#[test]
fn what_nobody_owns_is_shown_first() {
    let found = merged([
        sighting(TOKEN, "tok_abcdefgh", object("Pod", "a"), &[key("spec")]),
        sighting(
            TOKEN,
            "tok_abcdefgh",
            object("StatefulSet", "a"),
            &[key("spec")],
        ),
    ]);
    assert_eq!(found[0].first.whereabouts.object.kind, "StatefulSet");
}

#[test]
fn an_encoding_of_findings_is_no_finding_by_its_name() {
    let outer = [key("data"), key("auth")];
    let inner = [key("data"), key("auth"), Step::Decoded("base64")];
    let found = merged([
        sighting(SECRET, "ZW5jb2RlZA==", object("ConfigMap", "c"), &outer),
        sighting(TOKEN, "tok_abcdefgh", object("ConfigMap", "c"), &inner),
    ]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].rule, TOKEN);
}

#[test]
fn a_line_is_left_out_where_the_field_is_known() {
    let field = [key("data"), key("app.yaml"), key("token")];
    let line = [key("data"), key("app.yaml"), Step::Line(3)];
    let found = merged([
        sighting(TOKEN, "tok_abcdefgh", object("ConfigMap", "c"), &field),
        sighting(TOKEN, "tok_abcdefgh", object("ConfigMap", "c"), &line),
    ]);
    assert_eq!(found.len(), 1);
    assert!(found[0].others.is_empty());
    assert_eq!(found[0].first.trail.to_string(), "data['app.yaml'].token");
}

#[test]
fn the_order_of_sightings_does_not_matter() {
    let make = || {
        vec![
            sighting(TOKEN, "tok_abcdefgh", object("Pod", "a"), &[key("x")]),
            sighting(SECRET, "tok_abcdefgh", object("Pod", "b"), &[key("x")]),
            sighting(SECRET, "v1", object("ConfigMap", "b"), &[key("y")]),
            sighting(SECRET, "v2", object("ConfigMap", "b"), &[key("z")]),
        ]
    };
    let mut backwards = make();
    backwards.reverse();
    let shown = |found: Vec<Merged>| -> Vec<String> {
        let lines = found.iter().map(|it| {
            let (first, others) = (&it.first, it.others.len());
            format!(
                "{:?} {:?} {} {others}",
                it.rule, first.whereabouts, first.trail
            )
        });
        lines.collect()
    };
    assert_eq!(shown(merged(make())), shown(merged(backwards)));
}

/// A file of an image, hidden by a later layer or not.
fn in_image(path: &str, layer: usize, hidden_by: Option<usize>) -> Sighting {
    let image = ObjectRef::cluster("Image", "shop:1");
    let mut sighting = sighting(TOKEN, "tok_abcdefgh", image, &[key(path)]);
    sighting.image = Some(ImagePlace {
        layer: Some(layer),
        hidden_by,
        ..ImagePlace::default()
    });
    sighting
}

#[test]
fn a_credential_that_can_be_seen_in_the_image_is_not_told_as_hidden() {
    for sightings in [
        [in_image("a", 0, Some(1)), in_image("b", 1, None)],
        // Written again with the same content.
        [in_image("a", 0, Some(1)), in_image("a", 1, None)],
        [in_image("a", 1, None), in_image("a", 2, Some(3))],
    ] {
        let mut findings = Findings::default();
        for sighting in sightings {
            findings.add(sighting);
        }
        let merged = findings.merge(&rules(), |_| 0);
        let place = merged[0].first.image.as_ref().unwrap();
        assert_eq!((place.layer, place.hidden_by), (Some(1), None));
    }
}
