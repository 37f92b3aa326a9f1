//! How words are read, against the built-in catalogue and custom kinds that get in its way.

use plugin_kit::{
    Error,
    discovery::{ApiCatalog, ApiResource},
};

use super::{Question, Reach, Words};
use crate::rbac::{RequestNamespace, Target};

fn words(line: &str) -> Words {
    let mut words = line.split_whitespace().map(str::to_owned);
    Words {
        verb: words.next().unwrap_or_default(),
        target: words.next().unwrap_or_default(),
        name: words.next(),
        subresource: None,
    }
}

fn in_namespace(name: &str, typed: bool) -> Reach {
    Reach::Namespace {
        name: name.to_owned(),
        typed,
    }
}

fn read_with(line: &str, catalog: &ApiCatalog) -> Result<Question, Error> {
    Question::read(&words(line), &in_namespace("default", false), catalog)
}

fn read(line: &str) -> Question {
    read_with(line, ApiCatalog::builtin()).unwrap()
}

/// `group resource subresource name`, with `-` for what is not there.
fn attributes(question: &Question) -> String {
    let part = |part: &Option<String>| part.clone().unwrap_or("-".to_owned());
    match &question.request.target {
        Target::Url(path) => path.clone(),
        Target::Resource {
            group,
            resource,
            subresource,
            name,
            ..
        } => {
            let group = if group.is_empty() { "-" } else { group };
            format!("{group} {resource} {} {}", part(subresource), part(name))
        }
    }
}

fn namespace(question: &Question) -> RequestNamespace {
    match &question.request.target {
        Target::Resource { namespace, .. } => namespace.clone(),
        Target::Url(path) => panic!("{path} has no namespace"),
    }
}

fn notes(question: &Question) -> Vec<&str> {
    question
        .notes
        .iter()
        .map(|note| note.message.as_str())
        .collect()
}

fn with_custom(group: &str, plural: &str, short_names: &[&str]) -> ApiCatalog {
    let mut catalog = ApiCatalog::builtin().clone();
    catalog.resources.push(ApiResource {
        group: group.to_owned(),
        version: "v1".to_owned(),
        kind: "Custom".to_owned(),
        plural: plural.to_owned(),
        singular: plural.trim_end_matches('s').to_owned(),
        namespaced: true,
        short_names: short_names.iter().map(|name| (*name).to_owned()).collect(),
        verbs: vec!["get".to_owned()],
        ..ApiResource::default()
    });
    catalog
}

#[test]
fn kinds_go_by_plural_singular_short_name_and_group() {
    for (line, expected) in [
        ("get pods", "- pods - -"),
        ("get pod web", "- pods - web"),
        ("get po", "- pods - -"),
        ("get deploy", "apps deployments - -"),
        ("get deployments.apps", "apps deployments - -"),
        ("get deployments.v1.apps", "apps deployments - -"),
        ("get events", "- events - -"),
        ("get events.events.k8s.io", "events.k8s.io events - -"),
        ("get * ", "- * - -"),
        ("get *.apps", "apps * - -"),
        ("get *.*", "* * - -"),
        ("get */scale", "- * scale -"),
    ] {
        assert_eq!(attributes(&read(line)), expected, "{line}");
    }
}

#[test]
fn a_word_after_a_slash_is_a_subresource_of_the_type_or_a_name() {
    for (line, expected) in [
        ("get pods/log", "- pods log -"),
        ("create pods/exec web", "- pods exec web"),
        ("get pods/web", "- pods - web"),
        ("update deployments/scale", "apps deployments scale -"),
        (
            "impersonate userextras/scopes",
            "authentication.k8s.io userextras scopes -",
        ),
        // With a NAME beside it the word cannot be one as well.
        ("get pods/metrics web", "- pods metrics web"),
    ] {
        assert_eq!(attributes(&read(line)), expected, "{line}");
    }
    let name = read("get pods/logs");
    assert_eq!(
        notes(&name),
        ["logs was read as the name of one of the pods; the subresource is pods/log"]
    );
    assert!(read("get pods/log").notes.is_empty());
}

#[test]
fn the_subresource_flag_leaves_the_word_after_the_slash_to_be_the_name() {
    let flagged = |target: &str, name: Option<&str>| {
        let words = Words {
            verb: "create".to_owned(),
            target: target.to_owned(),
            name: name.map(str::to_owned),
            subresource: Some("exec".to_owned()),
        };
        Question::read(&words, &Reach::AllNamespaces, ApiCatalog::builtin())
    };
    assert_eq!(
        attributes(&flagged("pods/log", None).unwrap()),
        "- pods exec log"
    );
    assert_eq!(
        attributes(&flagged("pods", Some("web")).unwrap()),
        "- pods exec web"
    );
    assert!(flagged("pods/log", Some("web")).is_err());
}

#[test]
fn the_namespace_is_the_reach_for_namespaced_kinds_only() {
    let catalog = ApiCatalog::builtin();
    let one = in_namespace("pay", true);
    let read = |line: &str, reach: &Reach| Question::read(&words(line), reach, catalog).unwrap();
    assert_eq!(
        namespace(&read("get pods", &one)),
        RequestNamespace::One("pay".to_owned())
    );
    assert_eq!(
        namespace(&read("get pods", &Reach::AllNamespaces)),
        RequestNamespace::All
    );
    for reach in [&one, &Reach::AllNamespaces] {
        assert_eq!(
            namespace(&read("get nodes", reach)),
            RequestNamespace::Cluster
        );
    }
    assert_eq!(
        notes(&read("get nodes", &one)),
        ["nodes are cluster-scoped: the namespace pay is not part of the question"]
    );
    assert!(
        read("get nodes", &in_namespace("pay", false))
            .notes
            .is_empty()
    );
}

#[test]
fn verbs_that_exist_for_authorization_only_need_no_note_where_they_belong() {
    for line in [
        "impersonate users",
        "impersonate serviceaccounts",
        "bind clusterroles",
        "escalate roles",
        "approve signers",
        "sign signers",
        "attest signers",
        "use podsecuritypolicies",
    ] {
        assert_eq!(notes(&read(line)), Vec::<&str>::new(), "{line}");
    }
    for line in ["impersonate groups", "impersonate uids"] {
        assert!(
            notes(&read(line))[0].contains("impersonate users too"),
            "{line}"
        );
    }
    assert_eq!(
        notes(&read("bind rolebindings")),
        ["the API server checks bind on roles, clusterroles, not on \
             rolebindings.rbac.authorization.k8s.io: answered as asked"]
    );
}

#[test]
fn unknown_words_are_answered_with_a_note() {
    let unknown = read("get pode");
    assert!(unknown.literal);
    assert_eq!(attributes(&unknown), "- pode - -");
    assert_eq!(
        namespace(&unknown),
        RequestNamespace::One("default".to_owned())
    );
    assert!(notes(&unknown)[0].starts_with("the API server lists no resource pode"));
    assert!(notes(&unknown)[0].contains("did you mean"));

    let grouped = read("get widgets.example.com");
    assert_eq!(attributes(&grouped), "example.com widgets - -");

    assert_eq!(
        notes(&read("frobnicate pods")),
        ["discovery does not list the verb frobnicate for pods: answered as asked"]
    );
    assert_eq!(
        notes(&read("GET pods")),
        ["verbs are case-sensitive: GET is not get"]
    );
    assert_eq!(
        notes(&read("* pods")),
        ["the verb * is the literal star: only rules that say * match"]
    );
}

#[test]
fn what_else_goes_by_the_word_is_named() {
    assert_eq!(
        notes(&read("get events")),
        ["events was read as events of the core group; there is also events.events.k8s.io"]
    );
    let catalog = with_custom("example.com", "groups", &[]);
    let get = read_with("get groups", &catalog).unwrap();
    assert_eq!(attributes(&get), "example.com groups - -");
    assert!(
        notes(&get)[0].contains("there is also groups of the core group"),
        "{get:?}"
    );
}

#[test]
fn a_custom_kind_called_groups_does_not_take_impersonation() {
    let catalog = with_custom("example.com", "groups", &[]);
    let question = read_with("impersonate groups", &catalog).unwrap();
    assert_eq!(attributes(&question), "- groups - -");
    assert_eq!(namespace(&question), RequestNamespace::Cluster);
    assert!(notes(&question)[0].contains("groups.example.com"));
}

#[test]
fn names_with_verbs_that_carry_none_are_remarked() {
    for (line, expected) in [
        ("list pods web", "--field-selector metadata.name=web"),
        ("create pods web", "a plain create carries no name"),
        ("deletecollection pods web", "never count"),
    ] {
        let question = read(line);
        assert!(notes(&question)[0].contains(expected), "{question:?}");
    }
    assert!(read("create pods/exec web").notes.is_empty());
    assert!(read("get pods web").notes.is_empty());
}

#[test]
fn urls_are_taken_as_they_are_and_queries_dropped() {
    let plain = read("get /healthz/etcd");
    assert_eq!(attributes(&plain), "/healthz/etcd");
    assert!(plain.notes.is_empty());
    assert_eq!(attributes(&read("get /metrics?x=1")), "/metrics");
    assert!(notes(&read("get /api/v1/pods"))[0].contains("the path of a resource"));
    assert!(notes(&read("list /metrics"))[0].contains("no HTTP method"));
}

#[test]
fn words_that_do_not_fit_together_are_errors_with_a_hint() {
    for line in ["get /metrics web", "get pods/a/b", "get pods/", "get all"] {
        let error = read_with(line, ApiCatalog::builtin()).unwrap_err();
        assert!(matches!(error, Error::Usage { .. }), "{line}: {error}");
        assert!(error.hint().is_some(), "{line}");
    }
    let category = read_with("get all", ApiCatalog::builtin()).unwrap_err();
    assert!(category.hint().unwrap().contains("deployments.apps"));
}

#[test]
fn one_question_has_one_verb_and_one_resource() {
    for line in ["get pods,secrets", "get,list pods"] {
        assert!(read_with(line, ApiCatalog::builtin()).is_err(), "{line}");
    }
    assert_eq!(notes(&read("pods get"))[1], "did you mean get pods?");
}

#[test]
fn rights_that_are_as_good_are_named() {
    assert_eq!(
        notes(&read("approve signers example.com/web")),
        ["the right on the signer name example.com/* is as good: ask about example.com/* too"]
    );
    assert!(notes(&read("delete namespaces"))[0].contains("ask with its NAME"));
    for line in [
        "approve signers example.com/*",
        "delete namespaces pay",
        "list namespaces",
    ] {
        assert!(read(line).notes.is_empty(), "{line}");
    }
}
