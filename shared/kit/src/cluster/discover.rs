//! Asks the API server which kinds exist.
//!
//! Two requests suffice with aggregated discovery; a server that answers them in the old form is
//! asked for each version of each group. A group that fails leaves the catalogue incomplete and is
//! a gap; an incomplete catalogue never proves that a kind is absent.

use futures::{StreamExt as _, stream};
use tokio::sync::OnceCell;

use super::{Cluster, RequestError, client::JSON};
use crate::{
    discovery::{ApiCatalog, Document, GroupResources, VersionResources},
    snapshot::{Gap, GapCode},
};

/// Aggregated discovery if the server has it, else the old form.
const ACCEPT: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
                      application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,\
                      application/json";
/// Requests of the old form under way at one time.
const CONCURRENCY: usize = 6;

/// The catalogue of kinds and what is missing in it.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    pub(crate) catalog: ApiCatalog,
    pub(crate) gaps: Vec<Gap>,
}

/// Discovers when first asked and remembers.
pub(crate) struct Discovery<'a> {
    cluster: &'a Cluster,
    discovered: OnceCell<Discovered>,
}

/// What one of the two roots gave.
struct Root {
    groups: Vec<GroupResources>,
    failure: Option<String>,
}

impl<'a> Discovery<'a> {
    pub(crate) fn new(cluster: &'a Cluster) -> Self {
        Self {
            cluster,
            discovered: OnceCell::new(),
        }
    }

    /// An error is one that ends the run.
    pub(crate) async fn get(&self) -> Result<&Discovered, RequestError> {
        self.discovered
            .get_or_try_init(|| discover(self.cluster))
            .await
    }

    /// What was discovered, if anybody asked.
    pub(crate) fn into_inner(self) -> Option<Discovered> {
        self.discovered.into_inner()
    }
}

async fn discover(cluster: &Cluster) -> Result<Discovered, RequestError> {
    let (core, named) = futures::join!(root(cluster, "/api"), root(cluster, "/apis"));
    let (core, named) = (core?, named?);
    let groups = core.groups.into_iter().chain(named.groups).collect();
    let mut catalog = ApiCatalog::from_groups(groups);
    let mut gaps = catalog.gaps();
    for (group, path, failure) in [
        ("", "/api", core.failure),
        (ApiCatalog::ANY_GROUP, "/apis", named.failure),
    ] {
        if let Some(failure) = failure {
            catalog.mark_incomplete(group);
            let message = format!("cannot discover the API groups of {path}: {failure}");
            gaps.push(Gap::new(GapCode::Discovery, message));
        }
    }
    Ok(Discovered { catalog, gaps })
}

/// Reads one root; only failures that end the run are errors.
async fn root(cluster: &Cluster, path: &str) -> Result<Root, RequestError> {
    let body = match cluster.get(path, ACCEPT).await {
        Err(error) if is_not_acceptable(&error) => cluster.get(path, JSON).await,
        result => result,
    };
    let failed = |failure: String| Root {
        groups: Vec::new(),
        failure: Some(failure),
    };
    let body = match body {
        Ok(body) => body,
        Err(error) if cluster.is_hopeless(&error) => return Err(error),
        Err(error) => return Ok(failed(error.to_string())),
    };
    match Document::decode(&body) {
        Ok(Document::Groups(groups)) => Ok(Root {
            groups,
            failure: None,
        }),
        Ok(Document::Versions(groups)) => Ok(Root {
            groups: each_version(cluster, path, groups).await?,
            failure: None,
        }),
        Ok(Document::Resources(_)) => Ok(failed("the answer is of another kind".to_owned())),
        Err(error) => Ok(failed(error.to_string())),
    }
}

fn is_not_acceptable(error: &RequestError) -> bool {
    error
        .status()
        .is_some_and(|status| status.code == http::StatusCode::NOT_ACCEPTABLE)
}

/// Asks for each version of each group, and puts the answers back in order.
async fn each_version(
    cluster: &Cluster,
    root: &str,
    groups: Vec<(String, Vec<String>)>,
) -> Result<Vec<GroupResources>, RequestError> {
    let paths: Vec<(usize, String)> = groups
        .iter()
        .enumerate()
        .flat_map(|(index, (group, versions))| {
            versions.iter().map(move |version| {
                let path = if group.is_empty() {
                    format!("{root}/{version}")
                } else {
                    format!("{root}/{group}/{version}")
                };
                (index, path)
            })
        })
        .collect();
    let mut read: Vec<GroupResources> = groups
        .into_iter()
        .map(|(group, _)| GroupResources {
            group,
            versions: Vec::new(),
        })
        .collect();
    // `buffered` keeps the order of the paths.
    let mut answers = stream::iter(paths)
        .map(|(index, path)| async move { (index, version(cluster, &path).await) })
        .buffered(CONCURRENCY);
    while let Some((index, answer)) = answers.next().await {
        let answer = answer?;
        if let Some(group) = read.get_mut(index) {
            group.versions.push(answer);
        }
    }
    Ok(read)
}

async fn version(cluster: &Cluster, path: &str) -> Result<VersionResources, RequestError> {
    let document = match cluster.get(path, JSON).await {
        Ok(body) => Document::decode(&body).ok(),
        Err(error) if cluster.is_hopeless(&error) => return Err(error),
        Err(_) => None,
    };
    Ok(match document {
        Some(Document::Resources(resources)) => VersionResources {
            resources,
            incomplete: false,
        },
        _ => VersionResources {
            resources: Vec::new(),
            incomplete: true,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::Discovery;
    use crate::cluster::test_server::{Answer, Received, TestServer, ok, status};

    const CORE: &str = include_str!("../discovery/server/core.json");
    const APIS: &str = include_str!("../discovery/server/apis.json");

    async fn discovered(server: &TestServer) -> super::Discovered {
        let cluster = server.cluster().await;
        let discovery = Discovery::new(&cluster);
        discovery.get().await.unwrap();
        discovery.get().await.unwrap();
        discovery.into_inner().unwrap()
    }

    fn old_server(_: usize, request: &Received) -> Answer {
        match request.path.as_str() {
            "/api" => ok(r#"{"kind":"APIVersions","versions":["v1"]}"#),
            "/apis" => ok(r#"{"kind":"APIGroupList","groups":[
                    {"name":"apps","versions":[{"version":"v1"}],"preferredVersion":{"version":"v1"}},
                    {"name":"metrics.k8s.io","versions":[{"version":"v1beta1"}]}]}"#),
            "/api/v1" => ok(
                r#"{"kind":"APIResourceList","groupVersion":"v1","resources":[
                    {"name":"pods","namespaced":true,"kind":"Pod","verbs":["get"]}]}"#,
            ),
            "/apis/apps/v1" => ok(
                r#"{"kind":"APIResourceList","groupVersion":"apps/v1","resources":[
                    {"name":"deployments","namespaced":true,"kind":"Deployment","verbs":["get"]}]}"#,
            ),
            _ => status(500, ""),
        }
    }

    #[tokio::test]
    async fn two_requests_are_enough() {
        let server = TestServer::start(|_, request| match request.path.as_str() {
            "/api" => ok(CORE),
            "/apis" => ok(APIS),
            _ => status(404, ""),
        })
        .await;
        let discovered = discovered(&server).await;
        assert!(discovered.gaps.is_empty());
        assert!(discovered.catalog.resources.len() > 50);
        assert_eq!(server.received().len(), 2);
        let accept = server.received()[0].header("accept")[0].to_owned();
        assert!(accept.starts_with("application/json;g=apidiscovery.k8s.io;v=v2;as="));
        assert!(accept.ends_with(",application/json"), "{accept}");
    }

    #[tokio::test]
    async fn an_old_server_is_asked_for_each_version_and_a_failing_group_is_a_gap() {
        let server = TestServer::start(old_server).await;
        let discovered = discovered(&server).await;
        let plurals: Vec<&str> = discovered
            .catalog
            .resources
            .iter()
            .map(|resource| resource.plural.as_str())
            .collect();
        assert_eq!(plurals, ["pods", "deployments"]);
        assert_eq!(discovered.catalog.incomplete_groups, ["metrics.k8s.io"]);
        assert_eq!(discovered.gaps.len(), 1);
        assert!(discovered.gaps[0].message.contains("metrics.k8s.io"));
    }

    #[tokio::test]
    async fn a_forbidden_root_is_a_gap_and_proves_nothing() {
        let server = TestServer::start(|_, request| match request.path.as_str() {
            "/api" => ok(CORE),
            _ => status(403, r#"{"kind":"Status","message":"no"}"#),
        })
        .await;
        let discovered = discovered(&server).await;
        assert!(discovered.catalog.is_complete_for(""));
        assert!(!discovered.catalog.is_complete_for("apps"));
        assert_eq!(
            discovered.gaps[0].message,
            "cannot discover the API groups of /apis: no"
        );
    }
}
