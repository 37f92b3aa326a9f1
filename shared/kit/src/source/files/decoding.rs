//! Decides what becomes of each object that a snapshot is made of: kept, passed over, noted or
//! missed.

use std::collections::BTreeMap;

use super::{
    intake::{Intake, Remarks},
    slot::{Place, Placed, Slot, fill_in_namespace},
    type_meta::TypeMeta,
};
use crate::{
    Gap, Note, Snapshot,
    discovery::ApiCatalog,
    object::{CustomResourceDefinition, Metadata, ObjectRef, ResourceType},
    snapshot::{ClusterFacts, GapCode, NoteCode, Origin, TypedCollection, reference_of},
    source::{Scope, Wants, record::Recorded},
};

/// What came of an object that was not simply kept.
enum Outcome {
    OtherVersion,
    Placed(Placed),
}

/// Decodes the objects that are wanted.
pub(super) struct Decoding<'w> {
    wants: &'w Wants,
    default_namespace: &'w str,
    slots: Vec<Slot>,
    definitions: Slot,
    discovery: Vec<serde_json::Value>,
    cluster: Option<ClusterFacts>,
    recorded_origin: Option<Origin>,
    incomplete: Vec<String>,
    scopes: BTreeMap<String, Vec<Scope>>,
    remarks: Remarks,
}

impl Intake for Decoding<'_> {
    fn remarks(&mut self) -> &mut Remarks {
        &mut self.remarks
    }

    fn is_wanted(&self, type_meta: &TypeMeta) -> bool {
        self.slots
            .iter()
            .any(|slot| type_meta.is_kind(&slot.resource))
            || (self.wants.discovery
                && (type_meta.is_discovery() || type_meta.is_kind(&self.definitions.resource)))
            || Recorded::is_recorded(&type_meta.api_version, &type_meta.kind)
    }

    fn list(&mut self, type_meta: &TypeMeta) {
        let items = type_meta.of_items();
        if items.is_complete() {
            self.remarks.objects += 1;
            for slot in &mut self.slots {
                slot.present |= items.is_kind(&slot.resource);
            }
        }
    }

    fn object(&mut self, type_meta: &TypeMeta, json: &str, line: usize) {
        self.remarks.objects += 1;
        if Recorded::is_recorded(&type_meta.api_version, &type_meta.kind) {
            return self.recorded(type_meta, json, line);
        }
        if self.wants.discovery && type_meta.is_discovery() {
            return match serde_json::from_str(json) {
                Ok(document) => self.discovery.push(document),
                Err(_) => self.broken(type_meta, line, "the discovery document cannot be decoded"),
            };
        }
        let place = self.remarks.place(line);
        let definitions = self.wants.discovery.then_some(&mut self.definitions);
        let mut outcomes = Vec::new();
        for slot in self.slots.iter_mut().chain(definitions) {
            if !type_meta.is_kind(&slot.resource) {
                continue;
            }
            slot.present = true;
            if type_meta.version() != slot.resource.version {
                outcomes.push((slot.resource, Outcome::OtherVersion));
                continue;
            }
            match slot.add(json, place, self.default_namespace) {
                Placed::Taken => {}
                placed => outcomes.push((slot.resource, Outcome::Placed(placed))),
            }
        }
        for (resource, outcome) in outcomes {
            self.remark(&resource, outcome, type_meta, json, place);
        }
    }
}

impl<'w> Decoding<'w> {
    pub(super) fn new(wants: &'w Wants, default_namespace: &'w str) -> Self {
        let mut slots: Vec<Slot> = Vec::new();
        for want in &wants.objects {
            let collection = (want.collection)();
            let element = collection.element_type();
            match slots
                .iter_mut()
                .find(|present| present.collection.element_type() == element)
            {
                Some(present) => present.widen(want.scope.clone()),
                None => slots.push(Slot::new(collection, want.scope.clone())),
            }
        }
        let definitions = TypedCollection::<CustomResourceDefinition>::default();
        Self {
            wants,
            default_namespace,
            slots,
            definitions: Slot::new(Box::new(definitions), Scope::Cluster),
            discovery: Vec::new(),
            cluster: None,
            recorded_origin: None,
            incomplete: Vec::new(),
            scopes: BTreeMap::new(),
            remarks: Remarks::default(),
        }
    }

    /// Everything that was taken in.
    pub(super) fn finish(mut self) -> Snapshot {
        let mut snapshot = Snapshot::default();
        snapshot.catalog = self.catalog();
        snapshot.origin = self.recorded_origin.unwrap_or(Origin::Files);
        snapshot.cluster = self.cluster.unwrap_or_default();
        let without = self.slots.iter().map(|slot| slot.without_namespace).sum();
        self.remarks
            .without_namespace(without, self.default_namespace);
        snapshot.gaps = self.remarks.gaps;
        snapshot.notes = self.remarks.notes;
        for slot in self.slots {
            if let Some(scopes) = self.scopes.remove(&slot.resource.qualified_plural()) {
                snapshot.add_scopes(slot.resource, scopes);
            }
            if !slot.present || self.incomplete.contains(&slot.resource.qualified_plural()) {
                snapshot.mark_absent(slot.resource);
            }
            snapshot.insert_collection(slot.collection);
        }
        snapshot.sort_remarks();
        snapshot
    }

    fn remark(
        &mut self,
        resource: &ResourceType,
        outcome: Outcome,
        type_meta: &TypeMeta,
        json: &str,
        place: Place,
    ) {
        let location = self.remarks.location(place);
        let object = self.name_of(resource, json);
        let what = object
            .as_ref()
            .map_or_else(|| resource.kind.to_owned(), ObjectRef::to_string);
        let undecodable = |message: String| Gap {
            object: object.clone(),
            ..Gap::new(GapCode::Undecodable, message).at(location.clone())
        };
        match outcome {
            Outcome::OtherVersion => self.remarks.gaps.push(undecodable(format!(
                "{what} is in version {} and was not read; only {} is",
                type_meta.api_version,
                resource.api_version()
            ))),
            Outcome::Placed(Placed::Taken) => {}
            Outcome::Placed(Placed::Unnamed) => self
                .remarks
                .gaps
                .push(undecodable(format!("cannot read {what}: it has no name"))),
            Outcome::Placed(Placed::Undecodable(error)) => self.remarks.gaps.push(undecodable(
                format!("cannot read {what}: {}", error.problem),
            )),
            Outcome::Placed(Placed::Again { earlier, same }) => {
                let earlier = self.remarks.location(earlier);
                if same {
                    let message = format!("{what} is also at {earlier}, with the same content");
                    self.remarks.notes.push(Note {
                        object,
                        ..Note::new(NoteCode::Files, message).at(location)
                    });
                } else {
                    let message = format!(
                        "{what} is also at {earlier}, with other content; the later one was taken"
                    );
                    self.remarks.gaps.push(Gap {
                        object,
                        ..Gap::new(GapCode::Duplicate, message).at(location)
                    });
                }
            }
        }
    }

    /// Names an object that may not decode.
    fn name_of(&self, resource: &ResourceType, json: &str) -> Option<ObjectRef> {
        let mut object = reference_of(resource.kind, json)?;
        let mut metadata = Metadata {
            namespace: object.namespace.take(),
            ..Metadata::default()
        };
        fill_in_namespace(&mut metadata, resource.namespaced, self.default_namespace);
        object.namespace = metadata.namespace;
        Some(object)
    }

    /// Takes a document of a recording.
    fn recorded(&mut self, type_meta: &TypeMeta, json: &str, line: usize) {
        match Recorded::decode(json) {
            Some(Recorded::ClusterFacts(facts)) => {
                if self
                    .cluster
                    .as_ref()
                    .is_some_and(|earlier| *earlier != facts)
                {
                    let message = "the files are recordings of different clusters";
                    let location = self.remarks.location(self.remarks.place(line));
                    self.remarks
                        .gaps
                        .push(Gap::new(GapCode::Duplicate, message).at(location));
                }
                self.cluster = Some(facts);
            }
            Some(Recorded::Remarks {
                gaps,
                notes,
                origin,
                incomplete,
                scopes,
            }) => {
                self.scopes.extend(scopes);
                self.recorded_origin = Some(origin);
                self.incomplete.extend(incomplete);
                self.remarks.gaps.extend(gaps);
                self.remarks.notes.extend(notes);
            }
            None => self.broken(type_meta, line, "it is no document of a recording"),
        }
    }

    /// A recorded discovery says what the cluster had; without one, the built-in table and the
    /// custom resource definitions in the files have to do.
    fn catalog(&mut self) -> ApiCatalog {
        if !self.wants.discovery {
            return ApiCatalog::default();
        }
        if !self.discovery.is_empty() {
            return ApiCatalog::from_discovery_documents(&self.discovery).unwrap_or_else(|error| {
                let message = format!("the recorded discovery cannot be read: {error}");
                self.remarks
                    .gaps
                    .push(Gap::new(GapCode::Discovery, message));
                ApiCatalog::default()
            });
        }
        let mut catalog = ApiCatalog::builtin().clone();
        if let Some(definitions) = self
            .definitions
            .collection
            .as_any()
            .downcast_ref::<TypedCollection<CustomResourceDefinition>>()
        {
            catalog.define(definitions.objects());
        }
        catalog
    }
}
