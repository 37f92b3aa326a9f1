use std::num::NonZeroU32;

use super::{Discovery, Listed, read};
use crate::{
    cluster::{
        ClusterOptions, RequestError,
        test_server::{Answer, Received, TestServer, connect, ok, status},
    },
    object::{ConfigMap, ObjectRef, Role},
    snapshot::{GapCode, TypedCollection},
    source::{Scope, Want, Wants},
};

fn roles(scope: Scope) -> Want {
    Wants::new().object::<Role>(scope).objects.remove(0)
}

fn aws_auth() -> Want {
    let scope = Scope::Object {
        namespace: Some("kube-system".to_owned()),
        name: "aws-auth".to_owned(),
    };
    Wants::new().object::<ConfigMap>(scope).objects.remove(0)
}

fn page(names: &[&str], token: &str) -> Answer {
    let items: Vec<String> = names
        .iter()
        .map(|name| format!(r#"{{"metadata":{{"name":"{name}","namespace":"shop"}}}}"#))
        .collect();
    ok(format!(
        r#"{{"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1",
            "metadata":{{"continue":"{token}"}},"items":[{}]}}"#,
        items.join(",")
    ))
}

fn error(code: u16, reason: &str, message: &str, name: &str) -> Answer {
    let body = serde_json::json!({
        "kind": "Status", "reason": reason, "message": message, "details": { "name": name },
    });
    status(code, body.to_string())
}

fn names(listed: &Listed) -> Vec<String> {
    let collection = listed.collection.as_any();
    let roles: &TypedCollection<Role> = collection.downcast_ref().unwrap();
    roles
        .objects()
        .iter()
        .map(|role| role.metadata.name.clone())
        .collect()
}

/// Reads in pages of two.
async fn read_from(server: &TestServer, want: &Want) -> Result<Listed, RequestError> {
    let options = ClusterOptions {
        chunk_size: NonZeroU32::new(2),
        ..server.options()
    };
    let cluster = connect(&options).await.unwrap();
    read(&cluster, want, &Discovery::new(&cluster)).await
}

/// The only gap's code and message.
fn gap(listed: &Listed) -> (GapCode, &str) {
    assert_eq!(listed.gaps.len(), 1, "{:?}", listed.gaps);
    (listed.gaps[0].code, &listed.gaps[0].message)
}

/// Discovery that lists roles, in version `version`.
fn discovery(request: &Received, version: &str) -> Option<Answer> {
    let list = |items: String| {
        ok(format!(
            r#"{{"kind":"APIGroupDiscoveryList","items":[{items}]}}"#
        ))
    };
    match request.path.as_str() {
        "/api" => Some(list(String::new())),
        "/apis" => Some(list(format!(
            r#"{{"metadata":{{"name":"rbac.authorization.k8s.io"}},"versions":[
                {{"version":"{version}","resources":[{{"resource":"roles"}}]}}]}}"#
        ))),
        _ => None,
    }
}

#[tokio::test]
async fn pages_follow_each_other_to_the_last() {
    let server = TestServer::start(|number, _| match number {
        0 => page(&["a", "b"], "t/1"),
        1 => page(&["c", "d"], "t2"),
        _ => page(&["e"], ""),
    })
    .await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert_eq!(names(&listed), ["a", "b", "c", "d", "e"]);
    assert!(listed.gaps.is_empty());
    let base = "/apis/rbac.authorization.k8s.io/v1/roles?limit=2";
    assert_eq!(
        server.paths(),
        [
            base.to_owned(),
            format!("{base}&continue=t%2F1"),
            format!("{base}&continue=t2")
        ]
    );
}

#[tokio::test]
async fn one_namespace_and_no_paging_are_as_asked() {
    let server = TestServer::start(|_, _| page(&["a"], "")).await;
    let options = ClusterOptions {
        chunk_size: None,
        ..server.options()
    };
    let cluster = connect(&options).await.unwrap();
    let want = roles(Scope::Namespace("shop".to_owned()));
    read(&cluster, &want, &Discovery::new(&cluster))
        .await
        .unwrap();
    assert_eq!(
        server.paths(),
        ["/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles"]
    );
}

#[tokio::test]
async fn an_expired_list_is_started_again_and_holds_nothing_twice() {
    let server = TestServer::start(|number, _| match number {
        0 => page(&["a", "b"], "t1"),
        1 => error(410, "Expired", "too old", ""),
        2 => page(&["b", "c"], "t2"),
        _ => page(&["d"], ""),
    })
    .await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert_eq!(names(&listed), ["b", "c", "d"]);
    assert!(listed.gaps.is_empty());
}

#[tokio::test]
async fn a_list_that_keeps_expiring_is_a_gap_after_three_restarts() {
    let server = TestServer::start(|number, _| {
        if number % 2 == 0 {
            page(&["a", "b"], "t")
        } else {
            error(410, "Expired", "too old", "")
        }
    })
    .await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert_eq!(server.received().len(), 8);
    assert_eq!(
        gap(&listed),
        (
            GapCode::Unreadable,
            "cannot list roles.rbac.authorization.k8s.io in any namespace: too old \
             (after 2 objects)"
        )
    );
}

#[tokio::test]
async fn a_server_that_repeats_a_page_is_not_followed_for_ever() {
    let server = TestServer::start(|_, _| page(&["a"], "same")).await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert_eq!(server.received().len(), 2);
    assert!(gap(&listed).1.contains("repeats a page"));
}

#[tokio::test]
async fn a_forbidden_kind_is_a_gap_that_names_the_user() {
    let server = TestServer::start(|_, _| {
        error(
            403,
            "Forbidden",
            r#"roles is forbidden: User "ann" cannot list resource"#,
            "",
        )
    })
    .await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert_eq!(
        gap(&listed),
        (
            GapCode::Forbidden,
            "cannot list roles.rbac.authorization.k8s.io in any namespace: forbidden for user \
             \"ann\"; -n asks about one namespace only"
        )
    );
    let want = roles(Scope::Namespace("shop".to_owned()));
    let listed = read_from(&server, &want).await.unwrap();
    assert!(
        gap(&listed)
            .1
            .ends_with("in namespace \"shop\": forbidden for user \"ann\"")
    );
}

#[tokio::test]
async fn an_answer_that_is_no_list_of_the_kind_is_never_an_empty_list() {
    for body in [
        "{}",
        "null",
        "<html></html>",
        r#"{"kind":"Status","apiVersion":"v1"}"#,
        r#"{"kind":"RoleList","apiVersion":"v1","items":[]}"#,
        r#"{"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1","items":[{"met"#,
    ] {
        let server = TestServer::start(move |_, _| ok(body)).await;
        let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
        assert_eq!(gap(&listed).0, GapCode::Unreadable, "{body}");
    }
}

#[tokio::test]
async fn one_bad_object_is_a_gap_and_hides_no_other() {
    let server = TestServer::start(|_, _| {
        ok(
            r#"{"kind":"RoleList","apiVersion":"rbac.authorization.k8s.io/v1","items":[
            {"metadata":{"name":"good","namespace":"shop"}},
            {"metadata":{"name":"bad","namespace":"shop"},"rules":"s3cr3t"}]}"#,
        )
    })
    .await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert_eq!(names(&listed), ["good"]);
    assert_eq!(gap(&listed).0, GapCode::Undecodable);
    assert_eq!(
        listed.gaps[0].object,
        Some(ObjectRef::namespaced("Role", "shop", "bad"))
    );
    assert!(!gap(&listed).1.contains("s3cr3t"));
}

#[tokio::test]
async fn a_kind_that_discovery_lacks_is_an_answer() {
    let server = TestServer::start(|_, request| match request.path.as_str() {
        "/api" | "/apis" => ok(r#"{"kind":"APIGroupDiscoveryList","items":[]}"#),
        _ => status(404, "404 page not found\n"),
    })
    .await;
    let listed = read_from(&server, &roles(Scope::Cluster)).await.unwrap();
    assert!(listed.gaps.is_empty());
    assert!(listed.collection.is_empty());
}

#[tokio::test]
async fn a_kind_that_is_not_found_but_not_proven_absent_is_a_gap() {
    let not_found = || status(404, "404 page not found\n");
    let other_version =
        TestServer::start(move |_, request| discovery(request, "v2").unwrap_or_else(not_found));
    let listed = read_from(&other_version.await, &roles(Scope::Cluster)).await;
    assert_eq!(gap(&listed.unwrap()).0, GapCode::Unreadable);
    let undiscoverable = TestServer::start(move |_, _| not_found()).await;
    let listed = read_from(&undiscoverable, &roles(Scope::Cluster)).await;
    assert_eq!(gap(&listed.unwrap()).0, GapCode::Unreadable);
}

#[tokio::test]
async fn an_object_that_the_server_does_not_have_is_an_answer() {
    let server = TestServer::start(|_, _| error(404, "NotFound", "not found", "aws-auth")).await;
    let listed = read_from(&server, &aws_auth()).await.unwrap();
    assert!(listed.gaps.is_empty() && listed.collection.is_empty());
    assert_eq!(
        server.paths(),
        ["/api/v1/namespaces/kube-system/configmaps/aws-auth"]
    );
}

#[tokio::test]
async fn a_proxys_404_does_not_make_an_object_absent() {
    let server = TestServer::start(|_, _| status(404, "<html>not here</html>")).await;
    let listed = read_from(&server, &aws_auth()).await.unwrap();
    let (code, message) = gap(&listed);
    assert_eq!(code, GapCode::Unreadable);
    assert!(
        message.starts_with("cannot get configmaps \"aws-auth\" in namespace \"kube-system\": ")
    );
}

#[tokio::test]
async fn an_object_is_read() {
    let server = TestServer::start(|_, _| {
        ok(r#"{"kind":"ConfigMap","apiVersion":"v1",
               "metadata":{"name":"aws-auth","namespace":"kube-system"},"data":{"mapRoles":"x"}}"#)
    })
    .await;
    let listed = read_from(&server, &aws_auth()).await.unwrap();
    assert!(listed.gaps.is_empty());
    assert_eq!(listed.collection.len(), 1);
}

#[tokio::test]
async fn credentials_that_are_not_accepted_end_the_run() {
    let server = TestServer::start(|_, _| status(401, "{}")).await;
    let result = read_from(&server, &roles(Scope::Cluster)).await;
    assert!(matches!(result, Err(RequestError::Unauthorized { .. })));
}
