//! Every credential that is planted in a cluster is shown to who looks for credentials, in the
//! object that holds it, whatever it is folded up in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use e2e::plants::{Planted, Plot};
use memchr::memmem;
use plugin_kit::{
    object::ObjectRef,
    source::{FileArgument, Files, ObjectSink, RawObject, StdinText},
};
use secretscan::{
    detect::Medium,
    objects::{Place, Walker, Witness},
    unfold::{Limit, Trail},
};

/// What is looked for in each object.
#[derive(Default)]
struct Looking {
    /// Of the forms in which a credential may be shown, one is enough.
    missing: HashMap<ObjectRef, Vec<String>>,
    unread: Vec<String>,
}

impl Looking {
    fn look(&mut self, place: &Place<'_>, bytes: &[u8]) {
        if let Some(missing) = self.missing.get_mut(place.object) {
            let is_shown = |mark: &String| memmem::find(bytes, mark.as_bytes()).is_some();
            if missing.iter().any(is_shown) {
                missing.clear();
            }
        }
    }
}

impl Witness for Looking {
    fn text(&mut self, place: &Place<'_>, _: &Trail, bytes: &[u8], _: Medium) {
        self.look(place, bytes);
    }

    fn value(&mut self, place: &Place<'_>, _: &Trail, _: &[&str], value: &[u8]) {
        self.look(place, value);
    }

    fn unread(&mut self, place: &Place<'_>, at: &Trail, why: Limit) {
        self.unread.push(format!("{} {at}: {why:?}", place.object));
    }
}

#[derive(Default)]
struct Sink {
    walker: Walker,
    looking: Looking,
}

impl ObjectSink for Sink {
    fn object(&mut self, object: &RawObject<'_>) {
        self.walker.walk(object, &mut self.looking);
    }
}

fn reference(plant: &Planted) -> ObjectRef {
    ObjectRef {
        kind: plant.reference.kind.clone(),
        namespace: plant.reference.namespace.clone(),
        name: plant.reference.name.clone(),
    }
}

/// The longest part of a secret that no notation writes in another way.
fn mark(secret: &str) -> String {
    let parts = secret.split(|letter: char| !letter.is_ascii_alphanumeric());
    parts
        .max_by_key(|part| part.len())
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn every_credential_that_is_planted_is_shown_in_its_object() {
    let plot = Plot {
        stride: 3,
        ..Plot::in_files(7)
    };
    let planted = plot.plant();
    let mut sink = Sink::default();
    for plant in &planted {
        let marks = plant.credential.secrets.iter().map(|secret| mark(secret));
        sink.looking
            .missing
            .insert(reference(plant), marks.collect());
    }
    let objects = planted.iter().flat_map(|plant| &plant.objects);
    let lines: Vec<String> = objects.map(ToString::to_string).collect();
    let text = lines.join("\n");
    let mut reader = text.as_bytes();
    let end = Files::new(&[FileArgument::Stdin])
        .stream(&mut StdinText::new(&mut reader), &mut sink)
        .expect("a stream");
    assert!(end.gaps.is_empty(), "{:?}", end.gaps);
    assert!(sink.looking.unread.is_empty(), "{:#?}", sink.looking.unread);
    let mut unseen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for plant in &planted {
        if sink
            .looking
            .missing
            .get(&reference(plant))
            .is_none_or(|missing| !missing.is_empty())
        {
            let kinds = unseen.entry(&plant.placement).or_default();
            kinds.insert(plant.credential.kind);
        }
    }
    assert!(unseen.is_empty(), "{unseen:#?}");
}
