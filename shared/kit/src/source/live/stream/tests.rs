use std::{num::NonZeroU32, time::Duration};

use super::{scope_of, stream};
use crate::{
    Error,
    cluster::{
        ClusterError, ClusterOptions, RequestError,
        test_server::{Answer, Received, TestServer, connect, ok, status},
    },
    discovery::ApiResource,
    snapshot::GapCode,
    source::{ObjectSink, RawObject, Scope, StreamEnd},
};

/// Keeps what it is shown.
#[derive(Default)]
struct Shown {
    unwanted: Option<&'static str>,
    objects: Vec<String>,
}

impl ObjectSink for Shown {
    fn is_wanted(&self, _: &str, kind: &str) -> bool {
        self.unwanted != Some(kind)
    }

    fn object(&mut self, object: &RawObject<'_>) {
        let reference = &object.reference;
        let json = object.json.len();
        assert!(object.location.is_none() && json > 0);
        self.objects
            .push(format!("{} {reference}", object.api_version));
    }
}

fn kind(group: &str, kind: &str, plural: &str, namespaced: bool) -> ApiResource {
    ApiResource {
        group: group.to_owned(),
        version: "v1".to_owned(),
        kind: kind.to_owned(),
        plural: plural.to_owned(),
        namespaced,
        ..ApiResource::default()
    }
}

fn kinds() -> [ApiResource; 4] {
    [
        kind("", "Namespace", "namespaces", false),
        kind("", "Node", "nodes", false),
        kind("", "Secret", "secrets", true),
        kind("example.com", "Thing", "things", true),
    ]
}

fn page(kind: &str, api_version: &str, items: &str, token: &str) -> Answer {
    ok(format!(
        r#"{{"kind":"{kind}List","apiVersion":"{api_version}",
            "metadata":{{"continue":"{token}"}},"items":[{items}]}}"#
    ))
}

fn behaviour(_: usize, request: &Received) -> Answer {
    let path = request.path.split('?').next().unwrap_or_default();
    match path.rsplit('/').next().unwrap_or_default() {
        "namespaces" => page("Namespace", "v1", r#"{"metadata":{"name":"shop"}}"#, ""),
        "shop" => ok(r#"{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"}}"#),
        "nodes" => status(403, r#"{"kind":"Status","message":"no"}"#),
        "secrets" => page(
            "Secret",
            "v1",
            r#"{"metadata":{"name":"a","namespace":"shop"},"data":{}}, 7"#,
            "",
        ),
        "things" => page(
            "Thing",
            "example.com/v1",
            r#"{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"name":"t","namespace":"shop"}}"#,
            "",
        ),
        _ => status(404, "404 page not found\n"),
    }
}

async fn stream_from(
    server: &TestServer,
    kinds: &[ApiResource],
    scope: &Scope,
    shown: &mut Shown,
) -> Result<StreamEnd, Error> {
    let options = ClusterOptions {
        request_timeout: Some(Duration::from_millis(500)),
        chunk_size: NonZeroU32::new(2),
        ..server.options()
    };
    stream(&connect(&options).await.unwrap(), kinds, scope, shown).await
}

#[tokio::test]
async fn every_kind_is_shown_and_what_fails_is_a_gap() {
    let server = TestServer::start(behaviour).await;
    let mut shown = Shown::default();
    let end = stream_from(&server, &kinds(), &Scope::Cluster, &mut shown).await;
    let end = end.unwrap();
    shown.objects.sort();
    assert_eq!(
        shown.objects,
        [
            "example.com/v1 Thing shop/t",
            "v1 Namespace shop",
            "v1 Secret shop/a",
        ]
    );
    assert_eq!(end.objects, 3);
    let gaps: Vec<(GapCode, &str)> = end
        .gaps
        .iter()
        .map(|gap| (gap.code, gap.message.as_str()))
        .collect();
    assert_eq!(
        gaps,
        [
            (GapCode::Forbidden, "cannot list nodes: no"),
            (
                GapCode::Undecodable,
                "cannot decode an object without a name: not a Secret: it is not an object at \
                 column 0"
            ),
        ]
    );
}

#[tokio::test]
async fn in_a_namespace_its_kinds_and_the_namespace_itself_are_read() {
    let server = TestServer::start(behaviour).await;
    let mut shown = Shown {
        unwanted: Some("Thing"),
        ..Shown::default()
    };
    let scope = Scope::Namespace("shop".to_owned());
    let end = stream_from(&server, &kinds(), &scope, &mut shown).await;
    assert_eq!(end.unwrap().objects, 2);
    let mut paths = server.paths();
    paths.sort();
    assert_eq!(
        paths,
        [
            "/api/v1/namespaces/shop",
            "/api/v1/namespaces/shop/secrets?limit=2"
        ]
    );
}

#[tokio::test]
async fn a_kind_that_went_away_is_a_gap() {
    let server = TestServer::start(behaviour).await;
    let gone = [
        kind("example.com", "Gone", "gone", true),
        kinds()[2].clone(),
    ];
    let mut shown = Shown::default();
    let end = stream_from(&server, &gone, &Scope::Cluster, &mut shown).await;
    assert!(end.unwrap().gaps.iter().any(|gap| {
        gap.message
            .starts_with("cannot list gone.example.com in any namespace: ")
    }));
}

#[tokio::test]
async fn a_list_that_starts_again_shows_nothing_twice() {
    let item = |name: &str| format!(r#"{{"metadata":{{"name":"{name}","namespace":"shop"}}}}"#);
    let server = TestServer::start(move |number, _| match number {
        0 => page("Secret", "v1", &[item("a"), item("b")].join(","), "t1"),
        1 => status(
            410,
            r#"{"kind":"Status","reason":"Expired","message":"too old"}"#,
        ),
        2 => page("Secret", "v1", &[item("b"), item("c")].join(","), "t2"),
        _ => page("Secret", "v1", &item("d"), ""),
    })
    .await;
    let mut shown = Shown::default();
    let secrets = [kinds()[2].clone()];
    let end = stream_from(&server, &secrets, &Scope::Cluster, &mut shown).await;
    assert_eq!(end.unwrap().objects, 4);
    let names: Vec<&str> = shown
        .objects
        .iter()
        .filter_map(|text| text.strip_prefix("v1 Secret shop/"))
        .collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn large_pages_make_the_next_ones_shorter() {
    let long = "x".repeat(17 << 20);
    let server = TestServer::start(move |number, _| {
        let item = format!(r#"{{"metadata":{{"name":"a{number}"}},"data":"{long}"}}"#);
        page("Secret", "v1", &item, if number == 0 { "t" } else { "" })
    })
    .await;
    let options = ClusterOptions {
        chunk_size: NonZeroU32::new(500),
        ..server.options()
    };
    let cluster = connect(&options).await.unwrap();
    let secrets = [kinds()[2].clone()];
    stream(&cluster, &secrets, &Scope::Cluster, &mut Shown::default())
        .await
        .unwrap();
    assert_eq!(
        server.paths(),
        [
            "/api/v1/secrets?limit=500",
            "/api/v1/secrets?limit=250&continue=t"
        ]
    );
}

#[tokio::test]
async fn a_server_that_answers_nothing_sensible_is_an_error() {
    let server = TestServer::start(|_, _| status(200, "<html>Log in</html>")).await;
    let mut shown = Shown::default();
    let end = stream_from(&server, &kinds(), &Scope::Cluster, &mut shown).await;
    assert!(matches!(
        end,
        Err(Error::Cluster(ClusterError::Request(
            RequestError::NotAnApiServer { .. }
        )))
    ));
    let server = TestServer::start(|_, _| Answer::Silence).await;
    let end = stream_from(&server, &kinds(), &Scope::Cluster, &mut shown).await;
    assert!(matches!(
        end,
        Err(Error::Cluster(ClusterError::Request(
            RequestError::Timeout { .. }
        )))
    ));
}

#[test]
fn one_object_is_looked_for_in_kinds_of_its_own_sort() {
    let scope = Scope::Object {
        namespace: Some("shop".to_owned()),
        name: "a".to_owned(),
    };
    let [namespaces, _, secrets, _] = kinds();
    assert_eq!(scope_of(&secrets, &scope), Some(scope.clone()));
    assert_eq!(scope_of(&namespaces, &scope), None);
}
