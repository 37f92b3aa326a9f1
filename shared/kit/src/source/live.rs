//! Reads a snapshot from a live cluster, or shows its objects one by one.
//!
//! Kinds are read side by side, a few at a time, each page by page. What cannot be read is a gap;
//! the run ends only when there is no point in going on: no connection, credentials that are not
//! accepted, or a server that never answered anything.

mod log;
mod stream;

use std::{future::Future, pin::Pin};

use futures::{StreamExt as _, stream as futures_stream};
use serde::Deserialize;

use super::Wants;
use crate::{
    Error, Gap, Snapshot,
    cluster::{
        Cluster, ClusterError, JSON, RequestError,
        discover::Discovery,
        eks,
        list::{self, Listed},
    },
    snapshot::{ClusterFacts, GapCode},
};

pub use log::{Container, logs};
pub(crate) use stream::scope_of;
pub use stream::stream;

/// Kinds under way at one time: each is a connection of its own, and one page in memory.
const CONCURRENCY: usize = 6;

/// One part of a snapshot.
enum Part {
    Objects(Listed),
    Facts(ClusterFacts, Option<(Gap, RequestError)>),
    /// The catalogue stays with [`Discovery`], which other parts ask too.
    Catalog,
}

type Job<'a> = Pin<Box<dyn Future<Output = Result<Part, RequestError>> + Send + 'a>>;

/// Reads everything that is wanted.
pub async fn collect(cluster: &Cluster, wants: &Wants) -> Result<Snapshot, Error> {
    let discovery = Discovery::new(cluster);
    let mut snapshot = Snapshot::default();
    for want in &wants.objects {
        snapshot.add_scopes(want.resource, [want.scope.clone()]);
    }
    let mut failure = None;
    {
        let mut parts =
            futures_stream::iter(jobs(cluster, wants, &discovery)).buffer_unordered(CONCURRENCY);
        while let Some(part) = parts.next().await {
            match part.map_err(ClusterError::Request)? {
                Part::Objects(listed) => {
                    if !listed.gaps.is_empty() {
                        snapshot.mark_absent(listed.collection.resource_type());
                    }
                    snapshot.insert_collection(listed.collection);
                    snapshot.gaps.extend(listed.gaps);
                    failure = failure.or(listed.failure);
                }
                Part::Facts(facts, gap) => {
                    snapshot.cluster = facts;
                    if let Some((gap, error)) = gap {
                        snapshot.gaps.push(gap);
                        failure = failure.or(Some(error));
                    }
                }
                Part::Catalog => {}
            }
        }
    }
    if wants.discovery
        && let Some(discovered) = discovery.into_inner()
    {
        snapshot.catalog = discovered.catalog;
        snapshot.gaps.extend(discovered.gaps);
    }
    if !cluster.has_answered()
        && let Some(gap) = snapshot.gaps.first()
    {
        let error = failure.unwrap_or_else(|| cluster.not_an_api_server(&gap.message));
        return Err(ClusterError::Request(error).into());
    }
    snapshot.sort_remarks();
    Ok(snapshot)
}

fn jobs<'a>(cluster: &'a Cluster, wants: &'a Wants, discovery: &'a Discovery<'a>) -> Vec<Job<'a>> {
    let mut jobs: Vec<Job<'a>> = Vec::new();
    if wants.discovery {
        jobs.push(Box::pin(async {
            discovery.get().await.map(|_| Part::Catalog)
        }));
    }
    if wants.eks {
        jobs.push(Box::pin(facts(cluster)));
    }
    for want in &wants.objects {
        jobs.push(Box::pin(async move {
            list::read(cluster, want, discovery)
                .await
                .map(Part::Objects)
        }));
    }
    jobs
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Version {
    git_version: String,
}

/// Asks for the version only if host and plugin say nothing.
async fn facts(cluster: &Cluster) -> Result<Part, RequestError> {
    let evidence = eks::from_host(cluster.server_host())
        .or_else(|| cluster.exec_command().and_then(eks::from_command));
    if evidence.is_some() {
        let facts = ClusterFacts {
            server_version: None,
            eks_evidence: evidence,
        };
        return Ok(Part::Facts(facts, None));
    }
    let body = match cluster.get("/version", JSON).await {
        Ok(body) => body,
        Err(error) if cluster.is_hopeless(&error) => return Err(error),
        Err(error) => {
            let reason = error.to_string();
            return Ok(unknown(&reason, cluster.in_doubt(error)));
        }
    };
    let Ok(version) = serde_json::from_slice::<Version>(&body) else {
        let reason = "the answer is not a version";
        return Ok(unknown(reason, cluster.not_an_api_server(reason)));
    };
    let facts = ClusterFacts {
        eks_evidence: eks::from_version(&version.git_version),
        server_version: Some(version.git_version),
    };
    Ok(Part::Facts(facts, None))
}

fn unknown(reason: &str, error: RequestError) -> Part {
    let message = format!(
        "cannot read /version, which would tell whether the cluster is Amazon EKS: {reason}"
    );
    let gap = Gap::new(GapCode::Unreadable, message);
    Part::Facts(ClusterFacts::default(), Some((gap, error)))
}

#[cfg(test)]
mod tests;
