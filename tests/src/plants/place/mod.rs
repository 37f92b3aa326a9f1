//! Places of a cluster where a credential may lie, one object for each plant.

mod annotation;
mod applied;
mod command;
mod config_map;
mod cross;
mod custom;
mod custom_delivery;
mod custom_infrastructure;
mod custom_node;
mod custom_observability;
mod custom_platform;
mod encoded;
mod environment;
mod helm;
mod helm_two;
mod probe;
mod release;
mod secret;
mod spot;
mod status;
mod volume;
mod workload;

use serde_json::Value;

use super::credential::{Credential, Fits};

pub(super) use release::{append, empty, file, payload, stored};
pub(super) use spot::Spot;
pub(super) use workload::{pod, workload};

/// Makes the objects; the first one holds the credential.
type Build = Box<dyn Fn(&Credential, &Spot) -> Vec<Value>>;

/// How and where a credential lies.
pub(super) struct Placement {
    /// What a report calls it.
    pub(super) name: String,
    pub(super) fits: Fits,
    pub(super) reach: Reach,
    build: Build,
}

/// Where objects of the placement can be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// In files and in a real API server.
    Everywhere,
    /// In files only: in a server it takes another component to write it, or it would do harm.
    Files,
}

impl Placement {
    /// A placement whose object an API server takes.
    fn new(
        name: impl Into<String>,
        fits: Fits,
        build: impl Fn(&Credential, &Spot) -> Value + 'static,
    ) -> Self {
        Self::of_several(name, fits, move |credential, spot| {
            vec![build(credential, spot)]
        })
    }

    /// A placement that takes more than one object.
    fn of_several(
        name: impl Into<String>,
        fits: Fits,
        build: impl Fn(&Credential, &Spot) -> Vec<Value> + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            fits,
            reach: Reach::Everywhere,
            build: Box::new(build),
        }
    }

    /// Not in a real API server.
    fn in_files(self) -> Self {
        Self {
            reach: Reach::Files,
            ..self
        }
    }

    /// The objects; the first one holds the credential.
    pub(super) fn build(&self, credential: &Credential, spot: &Spot) -> Vec<Value> {
        (self.build)(credential, spot)
    }
}

/// Every placement, in a fixed order.
pub(super) fn all() -> Vec<Placement> {
    [
        environment::all(),
        command::all(),
        probe::all(),
        volume::all(),
        config_map::all(),
        encoded::all(),
        secret::all(),
        applied::all(),
        annotation::all(),
        helm::all(),
        helm_two::all(),
        custom_delivery::all(),
        custom_observability::all(),
        custom_platform::all(),
        custom_node::all(),
        custom_infrastructure::all(),
        status::all(),
        cross::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
