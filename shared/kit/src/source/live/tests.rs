use std::time::Duration;

use super::collect;
use crate::{
    Error, Snapshot,
    cluster::{
        ClusterError, ClusterOptions, RequestError,
        test_server::{Answer, Received, TestServer, connect, ok, status},
    },
    object::{ClusterRole, ConfigMap, Role, RoleBinding},
    snapshot::GapCode,
    source::{Scope, Wants},
};

const CORE: &str = include_str!("../../discovery/server/core.json");
const APIS: &str = include_str!("../../discovery/server/apis.json");

fn list(kind: &str, items: &str) -> Answer {
    ok(format!(
        r#"{{"kind":"{kind}","apiVersion":"rbac.authorization.k8s.io/v1","items":[{items}]}}"#
    ))
}

fn behaviour(_: usize, request: &Received) -> Answer {
    let path = request.path.split('?').next().unwrap_or_default();
    match path.rsplit('/').next().unwrap_or_default() {
        "api" => ok(CORE),
        "apis" => ok(APIS),
        "version" => ok(r#"{"gitVersion":"v1.33.1-eks-595af52"}"#),
        "roles" => list(
            "RoleList",
            r#"{"metadata":{"name":"z","namespace":"a"}},{"metadata":{"name":"y","namespace":"a"}}"#,
        ),
        "clusterroles" => list("ClusterRoleList", r#"{"metadata":{"name":"admin"}}"#),
        "rolebindings" => status(403, r#"{"kind":"Status","message":"no"}"#),
        _ => Answer::Silence,
    }
}

fn wants() -> Wants {
    Wants::new()
        .object::<RoleBinding>(Scope::Cluster)
        .object::<Role>(Scope::Cluster)
        .object::<ClusterRole>(Scope::Cluster)
        .discovery()
        .eks()
}

async fn collect_from(server: &TestServer, wants: &Wants) -> Result<Snapshot, Error> {
    let options = ClusterOptions {
        request_timeout: Some(Duration::from_millis(500)),
        ..server.options()
    };
    collect(&connect(&options).await.unwrap(), wants).await
}

#[tokio::test]
async fn everything_wanted_is_read_and_what_fails_is_a_gap() {
    let server = TestServer::start(behaviour).await;
    let snapshot = collect_from(&server, &wants()).await.unwrap();
    let names: Vec<&str> = snapshot
        .all::<Role>()
        .iter()
        .map(|role| role.metadata.name.as_str())
        .collect();
    assert_eq!(names, ["y", "z"]);
    assert_eq!(snapshot.all::<ClusterRole>().len(), 1);
    assert!(snapshot.catalog.resources.len() > 50);
    assert_eq!(
        snapshot.cluster.eks_evidence.as_deref(),
        Some("the API server's version v1.33.1-eks-595af52")
    );
    assert_eq!(snapshot.gaps.len(), 1);
    assert_eq!(snapshot.gaps[0].code, GapCode::Forbidden);
}

#[tokio::test]
async fn nothing_is_asked_that_is_not_wanted() {
    let server = TestServer::start(behaviour).await;
    let wants = Wants::new().object::<Role>(Scope::Cluster);
    let snapshot = collect_from(&server, &wants).await.unwrap();
    assert!(snapshot.catalog.resources.is_empty());
    assert_eq!(
        server.paths(),
        ["/apis/rbac.authorization.k8s.io/v1/roles?limit=500"]
    );
}

#[tokio::test]
async fn one_kind_that_does_not_come_is_a_gap() {
    let server = TestServer::start(behaviour).await;
    let wants = Wants::new()
        .object::<Role>(Scope::Cluster)
        .object::<ConfigMap>(Scope::Cluster);
    let snapshot = collect_from(&server, &wants).await.unwrap();
    assert_eq!(snapshot.all::<Role>().len(), 2);
    assert_eq!(snapshot.gaps[0].code, GapCode::Unreadable);
    assert!(
        snapshot.gaps[0]
            .message
            .contains("did not answer within 500ms")
    );
}

#[tokio::test]
async fn a_server_that_answers_nothing_is_an_error_and_not_a_list_of_gaps() {
    let server = TestServer::start(|_, _| Answer::Silence).await;
    let error = collect_from(&server, &wants()).await.err().unwrap();
    assert!(matches!(
        error,
        Error::Cluster(ClusterError::Request(RequestError::Timeout { .. }))
    ));
    let server = TestServer::start(|_, _| Answer::Close).await;
    let error = collect_from(&server, &wants()).await.err().unwrap();
    assert!(matches!(
        error,
        Error::Cluster(ClusterError::Request(RequestError::BrokenOff { .. }))
    ));
    assert!(error.hint().is_some());
}

#[tokio::test]
async fn an_unreadable_version_is_a_gap_when_nothing_else_tells() {
    let server = TestServer::start(|_, _| status(403, r#"{"kind":"Status"}"#)).await;
    let snapshot = collect_from(&server, &Wants::new().eks()).await.unwrap();
    assert_eq!(snapshot.cluster.eks_evidence, None);
    assert!(snapshot.gaps[0].message.contains("/version"));
}

#[tokio::test]
async fn a_proxys_pages_are_an_error_and_not_a_list_of_gaps() {
    for code in [200, 400, 403, 404, 502] {
        let server = TestServer::start(move |_, _| status(code, "<html>Log in</html>")).await;
        let error = collect_from(&server, &wants()).await.err().unwrap();
        assert!(
            matches!(
                error,
                Error::Cluster(ClusterError::Request(RequestError::NotAnApiServer { .. }))
            ),
            "{code}: {error}"
        );
    }
}
