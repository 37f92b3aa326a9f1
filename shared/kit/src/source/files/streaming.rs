//! Shows each object found in files to a sink and keeps none.
//!
//! Decides in which namespace an object is that states none: the built-in kinds and the custom
//! resource definitions that came before it tell whether its kind has namespaces at all. An object
//! that is given twice is shown twice.

use super::{
    intake::{Intake, Remarks},
    type_meta::TypeMeta,
};
use crate::{
    discovery::ApiCatalog,
    object::{CustomResourceDefinition, Object as _, ObjectRef},
    source::{
        ObjectSink, RawObject, StreamEnd,
        record::Recorded,
        stream::{Head, recording_gap},
    },
};

/// Shows objects, file after file.
pub(super) struct Streaming<'s> {
    sink: &'s mut dyn ObjectSink,
    default_namespace: &'s str,
    catalog: ApiCatalog,
    without_namespace: usize,
    remarks: Remarks,
}

impl<'s> Streaming<'s> {
    pub(super) fn new(sink: &'s mut dyn ObjectSink, default_namespace: &'s str) -> Self {
        Self {
            sink,
            default_namespace,
            catalog: ApiCatalog::builtin().clone(),
            without_namespace: 0,
            remarks: Remarks::default(),
        }
    }

    pub(super) fn finish(mut self) -> StreamEnd {
        let without = self.without_namespace;
        self.remarks
            .without_namespace(without, self.default_namespace);
        let mut end = StreamEnd {
            objects: self.remarks.objects,
            gaps: self.remarks.gaps,
            notes: self.remarks.notes,
        };
        end.sort_remarks();
        end
    }

    /// Whether objects of a kind live in a namespace; nothing if the kind is not known.
    fn is_namespaced(&self, type_meta: &TypeMeta) -> Option<bool> {
        self.catalog
            .resources
            .iter()
            .find(|known| known.kind == type_meta.kind && known.group == type_meta.group())
            .map(|known| known.namespaced)
    }

    fn namespace_of(&mut self, type_meta: &TypeMeta, stated: Option<String>) -> Option<String> {
        match self.is_namespaced(type_meta) {
            Some(false) => None,
            Some(true) if stated.is_none() => {
                self.without_namespace += 1;
                Some(self.default_namespace.to_owned())
            }
            _ => stated,
        }
    }

    /// Learns the kinds that a custom resource definition adds.
    fn define(&mut self, type_meta: &TypeMeta, json: &str) {
        if type_meta.is_kind(&CustomResourceDefinition::TYPE)
            && let Ok(definition) = serde_json::from_str(json)
        {
            self.catalog.define(&[definition]);
        }
    }

    /// Takes a document of a recording: what was missing then is missing now.
    fn recorded(&mut self, json: &str, line: usize) {
        let location = self.remarks.location(self.remarks.place(line));
        self.remarks.gaps.push(recording_gap(location));
        if let Some(Recorded::Remarks { gaps, notes, .. }) = Recorded::decode(json) {
            self.remarks.gaps.extend(gaps);
            self.remarks.notes.extend(notes);
        }
    }
}

impl Intake for Streaming<'_> {
    fn remarks(&mut self) -> &mut Remarks {
        &mut self.remarks
    }

    fn is_wanted(&self, type_meta: &TypeMeta) -> bool {
        // Discovery documents are lists of kinds, not objects.
        !type_meta.is_discovery()
            && (type_meta.is_kind(&CustomResourceDefinition::TYPE)
                || Recorded::is_recorded(&type_meta.api_version, &type_meta.kind)
                || self.sink.is_wanted(&type_meta.api_version, &type_meta.kind))
    }

    fn object(&mut self, type_meta: &TypeMeta, json: &str, line: usize) {
        self.remarks.objects += 1;
        if Recorded::is_recorded(&type_meta.api_version, &type_meta.kind) {
            return self.recorded(json, line);
        }
        self.define(type_meta, json);
        if !self.sink.is_wanted(&type_meta.api_version, &type_meta.kind) {
            return;
        }
        let head = Head::read(json).unwrap_or_default();
        let object = RawObject {
            api_version: &type_meta.api_version,
            kind: &type_meta.kind,
            reference: ObjectRef {
                kind: type_meta.kind.clone(),
                namespace: self.namespace_of(type_meta, head.namespace),
                name: head.name,
            },
            json,
            location: Some(self.remarks.location(self.remarks.place(line))),
        };
        self.sink.object(&object);
    }
}
