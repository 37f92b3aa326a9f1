//! Shows what an image's manifest and configuration hold: environment, labels, commands, history.

use serde_json::Value;

use super::{ImageVisitor, Limits, Place, created_by::assignments, manifest::Plan, store::Store};
use crate::{
    detect::Medium,
    unfold::{self, Blob, Limit, Step, Trail, unfold},
};

/// Shows the documents of every image.
pub(super) fn show(plan: &Plan, store: &Store, limits: &Limits, visitor: &mut dyn ImageVisitor) {
    for (image, documents) in plan.outline.images.iter().zip(&plan.documents) {
        if let Some(name) = &documents.manifest {
            let place = Place::Manifest(image);
            document(&place, name, store, limits, visitor, annotations);
        }
        for name in &documents.configs {
            let place = Place::Config(image);
            document(&place, name, store, limits, visitor, config);
        }
    }
}

fn document(
    place: &Place<'_>,
    name: &str,
    store: &Store,
    limits: &Limits,
    visitor: &mut dyn ImageVisitor,
    show: fn(&mut Settings<'_>, &Value),
) {
    // A document that cannot be read has been told when the images were listed.
    let Ok(text) = store.document(name, limits.document) else {
        return;
    };
    visitor.enter(place);
    if let Ok(value) = serde_json::from_slice(&text) {
        let mut settings = Settings {
            visitor: &mut *visitor,
            at: Trail::new(),
            keys: Vec::new(),
            limits: unfold::Limits::value(),
        };
        show(&mut settings, &value);
    } else {
        visitor.text(&Trail::new(), &text, Medium::Text);
        visitor.missed(place, &Trail::new(), Limit::Damaged.into());
    }
    visitor.leave();
}

struct Settings<'s> {
    visitor: &'s mut dyn ImageVisitor,
    at: Trail,
    keys: Vec<String>,
    limits: unfold::Limits,
}

/// Of a manifest, what people write into it.
fn annotations(settings: &mut Settings<'_>, value: &Value) {
    let is_annotations = settings.keys.last().is_some_and(|key| key == "annotations");
    match value {
        _ if is_annotations => config(settings, value),
        Value::Object(fields) => {
            for (key, value) in fields {
                settings.field(key, value, annotations);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                settings.item(index, item, annotations);
            }
        }
        _ => {}
    }
}

/// Everything in a configuration, under its keys.
fn config(settings: &mut Settings<'_>, value: &Value) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                settings.field(key, value, config);
            }
        }
        Value::Array(items) => {
            if settings.is_command() {
                settings.command(items);
                return;
            }
            for (index, item) in items.iter().enumerate() {
                settings.item(index, item, config);
            }
        }
        Value::String(text) => settings.text(text),
        Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

impl Settings<'_> {
    fn field(&mut self, key: &str, value: &Value, show: fn(&mut Self, &Value)) {
        self.keys.push(key.to_owned());
        self.within(Step::Key(key.to_owned()), |settings| show(settings, value));
        self.keys.pop();
    }

    fn item(&mut self, index: usize, value: &Value, show: fn(&mut Self, &Value)) {
        self.within(Step::Index(index), |settings| show(settings, value));
    }

    fn within(&mut self, step: Step, work: impl FnOnce(&mut Self)) {
        let mut at = std::mem::take(&mut self.at);
        at.within(step, |at| {
            self.at = std::mem::take(at);
            work(self);
            *at = std::mem::take(&mut self.at);
        });
        self.at = at;
    }

    /// A text: what it assigns, or itself under the names of its keys.
    fn text(&mut self, text: &str) {
        let last = self.keys.last().map(String::as_str);
        if last == Some("Env")
            && let Some((name, value)) = text.split_once('=')
        {
            return self.value(&[name], value);
        }
        let is_step = matches!(last, Some("created_by" | "OnBuild"));
        let pairs = if is_step {
            assignments(text)
        } else {
            Vec::new()
        };
        for (name, value) in &pairs {
            self.value(&[name], value);
        }
        // Everything but what an `ENV` or `ARG` has just said; a command is a text of its own.
        if pairs.is_empty() || text.contains(" -c ") {
            let keys = self.keys.clone();
            let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
            self.value(&keys, text);
        }
    }

    fn value(&mut self, keys: &[&str], value: &str) {
        let blob = Blob::value(keys, value.as_bytes());
        unfold(blob, &self.limits, &mut self.at, self.visitor);
    }

    /// Whether the list is the words of a command (`Healthcheck.Test` is one too).
    fn is_command(&self) -> bool {
        matches!(
            self.keys.last().map(String::as_str),
            Some("Cmd" | "Entrypoint" | "Shell" | "Test")
        )
    }

    /// The words of a command as one line.
    fn command(&mut self, words: &[Value]) {
        let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
        self.value(&["command"], &words.join(" "));
    }
}
