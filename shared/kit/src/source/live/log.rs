//! Shows the logs of containers, one at a time, and keeps none.

use futures::{StreamExt as _, stream};
use http::StatusCode;

use crate::{
    Error, Gap,
    cluster::{Cluster, ClusterError, path::segment},
    object::ObjectRef,
    snapshot::GapCode,
};

use super::CONCURRENCY;

/// A container whose log is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Container {
    /// The pod.
    pub pod: ObjectRef,
    /// Name of the container.
    pub name: String,
}

/// Shows what the log of each container holds, up to `limit` bytes; what could not be read is a gap.
///
/// A container that has not started yet has no log, which is no gap (`PodLogOptions` API: the server
/// answers 400).
pub async fn logs(
    cluster: &Cluster,
    containers: &[Container],
    limit: u64,
    show: &mut dyn FnMut(&Container, &[u8]),
) -> Result<Vec<Gap>, Error> {
    let readings = containers.iter().map(|container| async move {
        let answer = cluster.get(&path(container, limit), "*/*").await;
        (container, answer)
    });
    let mut readings = stream::iter(readings).buffered(CONCURRENCY);
    let mut gaps = Vec::new();
    while let Some((container, answer)) = readings.next().await {
        match answer {
            Ok(log) => show(container, &log),
            Err(error) if cluster.is_hopeless(&error) => {
                return Err(ClusterError::Request(error).into());
            }
            Err(error) => gaps.extend(gap(container, &error)),
        }
    }
    Ok(gaps)
}

fn path(container: &Container, limit: u64) -> String {
    let namespace = container.pod.namespace.as_deref().unwrap_or_default();
    format!(
        "/api/v1/namespaces/{}/pods/{}/log?container={}&limitBytes={limit}",
        segment(namespace),
        segment(&container.pod.name),
        segment(&container.name)
    )
}

fn gap(container: &Container, error: &crate::cluster::RequestError) -> Option<Gap> {
    let status = error.status();
    let code = match status.map(|status| status.code) {
        Some(StatusCode::BAD_REQUEST) => return None,
        Some(StatusCode::FORBIDDEN) => GapCode::Forbidden,
        _ => GapCode::Unreadable,
    };
    let reason = match status.and_then(|status| status.forbidden_user()) {
        Some(user) => format!("forbidden for user \"{user}\""),
        None => error.to_string(),
    };
    let message = format!(
        "cannot read the log of container {}: {reason}",
        container.name
    );
    Some(Gap::new(code, message).about(container.pod.clone()))
}

#[cfg(test)]
mod tests {
    use super::{Container, path};
    use crate::object::ObjectRef;

    #[test]
    fn a_name_cannot_leave_its_place_in_the_path() {
        let container = Container {
            pod: ObjectRef::namespaced("Pod", "shop", "../web"),
            name: "a&follow=true".to_owned(),
        };
        assert_eq!(
            path(&container, 10),
            "/api/v1/namespaces/shop/pods/..%2Fweb/log?container=a%26follow%3Dtrue&limitBytes=10"
        );
    }
}
