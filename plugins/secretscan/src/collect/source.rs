//! Where objects come from, so that they can be gone through again.

use plugin_kit::{
    Error, Gap, Snapshot,
    cluster::Cluster,
    discovery::ApiResource,
    source::{Files, ObjectSink, RawObject, Scope as KitScope, StdinText, StreamEnd, Wants, live},
};

use super::Watched;

/// Where objects come from.
pub(crate) enum Source<'a> {
    /// Files that were named.
    Files {
        /// Which.
        files: Files<'a>,
        /// What `-f -` reads.
        stdin: StdinText<'a>,
    },
    /// A cluster.
    Live {
        /// Which.
        cluster: Box<Cluster>,
        /// Every kind that can be listed.
        kinds: Vec<ApiResource>,
        /// What discovery found, and did not.
        discovered: Box<Snapshot>,
    },
}

/// What of it is read.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    /// One namespace, or all.
    pub(crate) namespace: Option<String>,
    /// Whether Secrets are left out.
    pub(crate) skip_secrets: bool,
}

impl Scope {
    /// As the kit says it.
    pub(crate) fn kit(&self) -> KitScope {
        self.namespace
            .clone()
            .map_or(KitScope::Cluster, KitScope::Namespace)
    }

    fn holds(&self, object: &RawObject<'_>) -> bool {
        let Some(namespace) = &self.namespace else {
            return true;
        };
        match &object.reference.namespace {
            Some(of) => of == namespace,
            None => object.kind == "Namespace" && object.reference.name == *namespace,
        }
    }
}

/// Whether a kind is the Secrets of Kubernetes.
pub(crate) fn is_secret(api_version: &str, kind: &str) -> bool {
    api_version == "v1" && kind == "Secret"
}

impl Source<'_> {
    /// Shows every object in the scope.
    pub(crate) async fn each(
        &mut self,
        scope: &Scope,
        sink: &mut dyn ObjectSink,
    ) -> Result<StreamEnd, Error> {
        let mut sink = Scoped { scope, sink };
        match self {
            Self::Files { files, stdin } => files.stream(stdin, &mut sink),
            Self::Live { cluster, kinds, .. } => {
                live::stream(cluster, kinds, &scope.kit(), &mut sink).await
            }
        }
    }

    /// Reads objects of some kinds.
    pub(crate) async fn snapshot(&mut self, wants: &Wants) -> Result<Snapshot, Error> {
        match self {
            Self::Files { files, stdin } => files.collect_kept(stdin, &wants.clone().discovery()),
            Self::Live {
                cluster,
                discovered,
                ..
            } => {
                let mut snapshot = live::collect(cluster, wants).await?;
                snapshot.catalog = discovered.catalog.clone();
                Ok(snapshot)
            }
        }
    }

    /// What discovery could not find.
    pub(crate) fn gaps(&self) -> Vec<Gap> {
        match self {
            Self::Files { .. } => Vec::new(),
            Self::Live { discovered, .. } => discovered.gaps.clone(),
        }
    }

    /// Shows the logs of every container that was seen.
    pub(crate) async fn logs(
        &mut self,
        watched: &mut Watched<'_, '_>,
        limit: u64,
    ) -> Result<Vec<Gap>, Error> {
        let Self::Live { cluster, .. } = self else {
            return Ok(Vec::new());
        };
        let containers = watched.containers();
        live::logs(cluster, &containers, limit, &mut |container, log| {
            watched.log(container, log);
        })
        .await
    }
}

/// Passes on what is in the scope.
struct Scoped<'s> {
    scope: &'s Scope,
    sink: &'s mut dyn ObjectSink,
}

impl ObjectSink for Scoped<'_> {
    fn is_wanted(&self, api_version: &str, kind: &str) -> bool {
        !(self.scope.skip_secrets && is_secret(api_version, kind))
            && self.sink.is_wanted(api_version, kind)
    }

    fn object(&mut self, object: &RawObject<'_>) {
        if self.scope.holds(object) {
            self.sink.object(object);
        }
    }
}
