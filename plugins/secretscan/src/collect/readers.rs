//! Who may read an object, by RBAC.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

use plugin_kit::{
    Gap, Snapshot,
    discovery::ApiCatalog,
    object::{ClusterRoleBinding, CustomResourceDefinition, Object as _, RoleBinding},
};
use whocan::{
    access::Access,
    analyze::ItemSubject,
    rbac::{Request, RequestNamespace, Target},
};

use crate::finding::Whereabouts;

/// Who may read objects; each question is answered once.
pub(crate) struct Readers<'s> {
    access: Access<'s>,
    catalog: &'s ApiCatalog,
    limited: BTreeSet<&'s str>,
    is_known: bool,
    answers: RefCell<HashMap<Question, Vec<ItemSubject>>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Question {
    group: String,
    plural: String,
    namespace: Option<String>,
    name: Option<String>,
}

impl<'s> Readers<'s> {
    /// Asks a snapshot of RBAC objects; without bindings nothing is known.
    pub(crate) fn of(snapshot: &'s Snapshot) -> Self {
        let access = Access::of(snapshot);
        Self {
            access,
            catalog: &snapshot.catalog,
            limited: access.limited_names(),
            is_known: snapshot.gaps.iter().all(is_definition)
                && snapshot.holds::<ClusterRoleBinding>()
                && snapshot.holds::<RoleBinding>(),
            answers: RefCell::default(),
        }
    }

    /// Who may get the object; `None` where that is not known.
    pub(crate) fn of_object(&self, whereabouts: &Whereabouts) -> Option<Vec<ItemSubject>> {
        let object = &whereabouts.object;
        let resource =
            self.catalog.resources.iter().find(|resource| {
                resource.kind == object.kind && resource.group == whereabouts.group
            })?;
        if !self.is_known {
            return None;
        }
        // Rules without names answer for every name.
        let name = Some(&object.name).filter(|name| self.limited.contains(name.as_str()));
        let question = Question {
            group: resource.group.clone(),
            plural: resource.plural.clone(),
            namespace: object.namespace.clone(),
            name: name.cloned(),
        };
        if let Some(answer) = self.answers.borrow().get(&question) {
            return Some(answer.clone());
        }
        let answer = self.ask(&question);
        self.answers.borrow_mut().insert(question, answer.clone());
        Some(answer)
    }

    fn ask(&self, question: &Question) -> Vec<ItemSubject> {
        let namespace = question
            .namespace
            .clone()
            .map_or(RequestNamespace::Cluster, RequestNamespace::One);
        let request = Request {
            verb: "get".to_owned(),
            target: Target::Resource {
                group: question.group.clone(),
                resource: question.plural.clone(),
                subresource: None,
                name: question.name.clone(),
                namespace,
            },
        };
        let items = self.access.who_can(&request).items;
        let mut readers: Vec<ItemSubject> = items.into_iter().map(|item| item.subject).collect();
        readers.sort();
        readers.dedup();
        readers
    }
}

/// Whether what was not read is the definition of a kind: it binds nobody, and nothing is known
/// only of who may read objects of that kind.
pub(crate) fn is_definition(gap: &Gap) -> bool {
    gap.object
        .as_ref()
        .is_some_and(|object| object.kind == CustomResourceDefinition::TYPE.kind)
}
