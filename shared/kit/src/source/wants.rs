//! What a plugin wants to read: exactly these kinds in this scope, nothing else.
//!
//! The same list drives the requests to a live cluster, the filter over files, what `--record`
//! writes, and the roles that `permissions` prints, so that none of them can drift from the code.

use serde::{Deserialize, Serialize};

use crate::{
    object::{Object, ResourceType},
    snapshot::{Collection, TypedCollection},
};

/// How much of a kind is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Every object of the cluster.
    Cluster,
    /// The objects of one namespace.
    Namespace(String),
    /// One object; absence is an answer.
    Object {
        /// Its namespace; absent for cluster-scoped kinds.
        namespace: Option<String>,
        /// Its name.
        name: String,
    },
}

impl Scope {
    /// Whether everything of the other scope is in this one.
    #[must_use]
    pub fn includes(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Cluster, _) => true,
            (
                Self::Namespace(namespace),
                Self::Object {
                    namespace: Some(of),
                    ..
                },
            ) => namespace == of,
            _ => self == other,
        }
    }
}

/// One kind in one scope.
#[derive(Clone)]
pub struct Want {
    /// The kind.
    pub resource: ResourceType,
    /// How much of it.
    pub scope: Scope,
    /// Makes an empty collection for it.
    pub collection: fn() -> Box<dyn Collection>,
}

/// Everything a run reads.
#[derive(Clone, Default)]
pub struct Wants {
    /// Kinds and scopes.
    pub objects: Vec<Want>,
    /// Whether the catalogue of kinds is needed.
    pub discovery: bool,
    /// Whether it matters that the cluster is Amazon EKS.
    pub eks: bool,
}

impl Wants {
    /// Wants nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Wants objects of `T`.
    #[must_use]
    pub fn object<T: Object>(mut self, scope: Scope) -> Self {
        self.objects.push(Want {
            resource: T::TYPE,
            scope,
            collection: || Box::new(TypedCollection::<T>::default()),
        });
        self
    }

    /// Wants the catalogue of kinds.
    #[must_use]
    pub fn discovery(mut self) -> Self {
        self.discovery = true;
        self
    }

    /// Wants to know whether the cluster is Amazon EKS.
    #[must_use]
    pub fn eks(mut self) -> Self {
        self.eks = true;
        self
    }
}
