//! Makes objects of what the fixtures say.

use serde_json::{Map, Value, json};

use super::Trap;
use crate::plants::place::{self, Spot, pod, workload};

/// Which fixture a trap comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Names and values.
    Environment,
    /// Arguments of a container.
    Arguments,
    /// Annotations.
    Annotations,
    /// A file in a `ConfigMap`.
    Files,
    /// A Helm release.
    Releases,
    /// An object of the cluster's own components, which would get in their way in a real cluster.
    System,
    /// A custom resource.
    Custom,
}

/// The traps of one fixture.
pub(super) fn traps(origin: Origin, documents: &[Value], namespace: &str) -> Vec<Trap> {
    let spot = |name: String| Spot {
        namespace: namespace.to_owned(),
        name,
    };
    let list = documents.first();
    let items = || list.and_then(Value::as_array).into_iter().flatten();
    let trap = |name: String, object: Value| Trap {
        name,
        origin,
        object,
    };
    match origin {
        Origin::Environment => list
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .enumerate()
            .flat_map(|(number, (name, variables))| {
                let spot = spot(format!("names-{number:02}"));
                environment(variables, &spot)
                    .map(|object| trap(format!("{name} in a {}", kind(&object)), object))
            })
            .collect(),
        Origin::Arguments => items()
            .enumerate()
            .map(|(number, arguments)| {
                let spot = spot(format!("arguments-{number:02}"));
                let object = workload("StatefulSet", &spot, pod(json!({"args": arguments})));
                trap(format!("arguments {number}"), object)
            })
            .collect(),
        Origin::Annotations => items()
            .enumerate()
            .map(|(number, annotations)| {
                let spot = spot(format!("annotations-{number:02}"));
                let mut object = workload("Job", &spot, pod(json!({})));
                object["metadata"]["annotations"] = annotations.clone();
                trap(format!("annotations {number}"), object)
            })
            .collect(),
        Origin::Files => items()
            .enumerate()
            .map(|(number, file)| {
                let text = |key: &str| file[key].as_str().unwrap_or_default();
                let spot = spot(format!("file-{number:02}"));
                let object = spot.config_map(text("file"), text("text"));
                trap(format!("file {number}: {}", text("file")), object)
            })
            .collect(),
        Origin::Releases => items()
            .enumerate()
            .map(|(number, parts)| {
                let spot = spot(format!("release-{number:02}"));
                trap(format!("release {number}"), release(parts, &spot))
            })
            .collect(),
        Origin::System | Origin::Custom => documents
            .iter()
            .map(|object| {
                let mut object = object.clone();
                object["metadata"]["namespace"] = namespace.into();
                let name = object["metadata"]["name"].as_str().unwrap_or_default();
                trap(format!("{} {name}", kind(&object)), object)
            })
            .collect(),
    }
}

fn kind(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

fn environment(variables: &Value, spot: &Spot) -> [Value; 2] {
    let empty = Map::new();
    let variables = variables.as_object().unwrap_or(&empty);
    let list: Value = variables
        .iter()
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    [
        workload("Deployment", spot, pod(json!({"env": list}))),
        spot.object("v1", "ConfigMap", json!({"data": variables})),
    ]
}

fn release(parts: &Value, spot: &Spot) -> Value {
    let mut release = place::empty(spot);
    for (part, content) in parts.as_object().into_iter().flatten() {
        let text = content.as_str().unwrap_or_default();
        match part.as_str() {
            "config" => release["config"] = content.clone(),
            "values" => release["chart"]["values"] = content.clone(),
            "notes" => release["info"]["notes"] = content.clone(),
            "manifest" => place::append(&mut release, text),
            "template" => place::file(&mut release, "templates", "templates/x.yaml", text),
            _ => place::file(&mut release, "files", "files/x.json", text),
        }
    }
    place::stored(spot, "deployed", 3, place::payload(&release))
}
