//! Containers, whose logs are read on request.

use plugin_kit::source::{RawObject, live::Container};
use serde::Deserialize;

/// Every container that was seen.
#[derive(Debug, Default)]
pub(crate) struct Containers(Vec<Container>);

#[derive(Deserialize)]
struct Pod {
    spec: Spec,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    containers: Option<Vec<Named>>,
    init_containers: Option<Vec<Named>>,
    ephemeral_containers: Option<Vec<Named>>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

impl Containers {
    /// Remembers the containers of a pod.
    pub(super) fn add(&mut self, object: &RawObject<'_>) {
        if (object.api_version, object.kind) != ("v1", "Pod") {
            return;
        }
        // What does not decode was walked all the same, and has no container to name.
        let Ok(Pod { spec }) = serde_json::from_str::<Pod>(object.json) else {
            return;
        };
        let all = [
            spec.init_containers,
            spec.containers,
            spec.ephemeral_containers,
        ];
        let named = all.into_iter().flatten().flatten();
        self.0.extend(named.map(|container| Container {
            pod: object.reference.clone(),
            name: container.name,
        }));
    }

    /// All of them, in one order whatever the order of the objects was.
    pub(crate) fn sorted(mut self) -> Vec<Container> {
        self.0.sort();
        self.0
    }
}

#[cfg(test)]
mod tests {
    use plugin_kit::{object::ObjectRef, source::RawObject};

    use super::Containers;

    #[test]
    fn containers_of_every_kind_are_remembered_and_those_of_other_objects_not() {
        let json = r#"{"spec":{"containers":[{"name":"web"}],"initContainers":[{"name":"init"}],
            "ephemeralContainers":[{"name":"debug"}]}}"#;
        let mut containers = Containers::default();
        for kind in ["Pod", "PodTemplate"] {
            containers.add(&RawObject {
                api_version: "v1",
                kind,
                reference: ObjectRef::namespaced(kind, "shop", "web"),
                json,
                location: None,
            });
        }
        let names: Vec<String> = containers.sorted().into_iter().map(|it| it.name).collect();
        assert_eq!(names, ["debug", "init", "web"]);
    }
}
