//! The questions that are asked, of the cluster and of dumps of it.

use std::ffi::OsString;
use std::path::Path;

use serde_json::{Value, json};

use super::dump::{self, Dump, Format};
use super::options::Size;
use super::populate::{list, populate};
use super::scene;
use super::server::Counts;
use crate::Error;
use crate::control_plane::ControlPlane;
use crate::home::announce;
use crate::scale::measure::{Bench, Cost};

const RBAC: &str = "rbac.authorization.k8s.io/v1";
/// What a dump holds: path below the API group, and kind.
const DUMPED: &[(&str, &str)] = &[
    ("clusterrolebindings", "ClusterRoleBinding"),
    ("clusterroles", "ClusterRole"),
    ("rolebindings", "RoleBinding"),
    ("roles", "Role"),
];
/// The question that the targets are about.
pub(super) const EVERYWHERE: &str = "delete pods -A";

/// A line of the table.
pub(super) struct Row {
    pub(super) question: String,
    /// The size of the dump; absent for the cluster.
    pub(super) file: Option<u64>,
    pub(super) cost: Cost,
}

/// Asks a cluster of a size, then dumps of it. Also says what the API server counted meanwhile.
pub(super) fn of_cluster(bench: &Bench, size: Size) -> Result<(Vec<Row>, Counts), Error> {
    let cluster = ControlPlane::try_shared().map_err(|error| Error::Missing(error.to_string()))?;
    let api = cluster.api();
    populate(api, size)?;
    let namespace = scene::namespace_name(0);
    let questions = [
        EVERYWHERE.to_owned(),
        format!("delete pods -n {namespace}"),
        "get /metrics".to_owned(),
        format!("delete namespaces {namespace}"),
        "get secrets -A -o json".to_owned(),
    ];
    let before = Counts::read(api)?;
    let mut rows = Vec::new();
    for question in questions {
        let flags = ["--kubeconfig".into(), cluster.admin_kubeconfig().into()];
        rows.push(row(bench, &question, &flags, None)?);
    }
    let counts = Counts::read(api)?.since(before);
    for format in [Format::Yaml, Format::Json] {
        let mut dump = Dump::create(bench.folder(), format)?;
        for (plural, kind) in DUMPED {
            list(
                api,
                &format!("/apis/{RBAC}/{plural}"),
                RBAC,
                kind,
                |object| dump.push(&object),
            )?;
        }
        rows.push(of_file(bench, &dump.finish()?)?);
    }
    Ok((rows, counts))
}

/// Asks dumps of so many megabytes, without a cluster.
pub(super) fn of_dumps(bench: &Bench, size: Size, megabytes: usize) -> Result<Vec<Row>, Error> {
    let mut rows = Vec::new();
    for format in [Format::Yaml, Format::Json] {
        announce(&format!("writing {megabytes} MB of {}", format.extension()));
        let mut dump = Dump::create(bench.folder(), format)?;
        // A binding after each role, so that the dump may end anywhere.
        for number in 0.. {
            dump.push(&as_stored(scene::role(number, size.namespaces)))?;
            dump.push(&as_stored(scene::binding(number, size.namespaces)))?;
            if dump.bytes() >= megabytes * 1_000_000 {
                break;
            }
        }
        rows.push(of_file(bench, &dump.finish()?)?);
    }
    Ok(rows)
}

/// What the API server adds.
fn as_stored(mut object: Value) -> Value {
    object["metadata"]["creationTimestamp"] = json!("2026-07-26T10:00:00Z");
    object["metadata"]["resourceVersion"] = json!("1234567");
    object["metadata"]["uid"] = json!("7f6bb1e4-2f8e-4a55-9d0c-3c5a0a7be2f1");
    object
}

fn of_file(bench: &Bench, path: &Path) -> Result<Row, Error> {
    let size = dump::size(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut row = row(bench, EVERYWHERE, &["-f".into(), path.into()], Some(size))?;
    row.question = format!("{EVERYWHERE} -f {name}");
    Ok(row)
}

fn row(bench: &Bench, question: &str, flags: &[OsString], file: Option<u64>) -> Result<Row, Error> {
    announce(&format!("asking: {question}"));
    let mut arguments: Vec<OsString> = question.split(' ').map(OsString::from).collect();
    arguments.extend_from_slice(flags);
    Ok(Row {
        question: question.to_owned(),
        file,
        cost: bench.ask(&arguments)?,
    })
}
