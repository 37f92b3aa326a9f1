//! The engine against a second reading of the rules: for one identity and one namespace, walk over
//! all bindings and all rules, with no index, no memo and no shortcut.

use std::collections::BTreeSet;

use plugin_kit::object::{
    AggregationRule, ClusterRole, ClusterRoleBinding, LabelSelector, LabelSelectorOperator,
    LabelSelectorRequirement, Metadata, PolicyRule, Role, RoleBinding, RoleRef, Subject,
};
use proptest::{collection::vec, prelude::*, sample::select};

use super::*;
use crate::rbac::{RequestNamespace, Target};

/// What a caller is to the authorizer.
struct Caller {
    name: String,
    groups: BTreeSet<String>,
}

#[derive(Debug, Clone, Default)]
struct World {
    roles: Vec<Role>,
    cluster_roles: Vec<ClusterRole>,
    role_bindings: Vec<RoleBinding>,
    cluster_role_bindings: Vec<ClusterRoleBinding>,
}

impl World {
    fn ask(&self, request: &Request, options: Options) -> Answer {
        let inputs = Inputs {
            roles: &self.roles,
            cluster_roles: &self.cluster_roles,
            role_bindings: &self.role_bindings,
            cluster_role_bindings: &self.cluster_role_bindings,
            role_source: RoleSource::Complete,
            gaps: &[],
            aws_auth: None,
        };
        analyze(&inputs, request, options)
    }

    fn allows(&self, caller: &Caller, request: &Request, namespace: &str) -> bool {
        if caller.groups.contains("system:masters") {
            return true;
        }
        for binding in &self.cluster_role_bindings {
            if names(&binding.subjects, "", caller)
                && self.role_allows(&binding.role_ref, "", request)
            {
                return true;
            }
        }
        for binding in &self.role_bindings {
            let inside = binding.metadata.namespace.clone().unwrap_or_default();
            if !namespace.is_empty()
                && inside == namespace
                && names(&binding.subjects, namespace, caller)
                && self.role_allows(&binding.role_ref, namespace, request)
            {
                return true;
            }
        }
        false
    }

    fn role_allows(&self, role_ref: &RoleRef, namespace: &str, request: &Request) -> bool {
        let rules = match role_ref.kind.as_str() {
            "Role" if !namespace.is_empty() => self
                .roles
                .iter()
                .find(|role| {
                    role.metadata.name == role_ref.name
                        && role.metadata.namespace.as_deref() == Some(namespace)
                })
                .map(|role| role.rules.clone()),
            "ClusterRole" => settled(&self.cluster_roles)
                .into_iter()
                .find(|role| role.metadata.name == role_ref.name)
                .map(|role| role.rules),
            _ => None,
        };
        rules
            .unwrap_or_default()
            .iter()
            .any(|rule| rule_allows(rule, request))
    }
}

/// Users, in various groups of their own.
fn callers() -> Vec<(&'static str, &'static [&'static str])> {
    let groups: [&[&str]; 4] = [&[], &["devs"], &["devs", "system:masters"], &["ops"]];
    USERS
        .iter()
        .flat_map(|name| groups.map(|groups| (*name, groups)))
        .collect()
}

/// The cluster roles once the aggregation controller has nothing left to do.
fn settled(roles: &[ClusterRole]) -> Vec<ClusterRole> {
    let mut roles = roles.to_vec();
    roles.sort_by(|left, right| left.metadata.name.cmp(&right.metadata.name));
    for _ in 0..=roles.len() {
        let mut changed = false;
        for index in 0..roles.len() {
            let Some(aggregation) = roles[index].aggregation_rule.clone() else {
                continue;
            };
            let mut union: Vec<PolicyRule> = Vec::new();
            for selector in &aggregation.cluster_role_selectors {
                for (other, role) in roles.iter().enumerate() {
                    if other == index || !selects(selector, &role.metadata) {
                        continue;
                    }
                    for rule in &role.rules {
                        if !union.contains(rule) {
                            union.push(rule.clone());
                        }
                    }
                }
            }
            if !union.is_empty() && union != roles[index].rules {
                roles[index].rules = union;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    roles
}

fn selects(selector: &LabelSelector, metadata: &Metadata) -> bool {
    let labels = &metadata.labels;
    let mut holds = true;
    for (key, value) in &selector.match_labels {
        holds &= labels.get(key) == Some(value);
    }
    for requirement in &selector.match_expressions {
        let present = labels.contains_key(&requirement.key);
        let among = present && requirement.values.contains(&labels[&requirement.key]);
        holds &= match requirement.operator {
            LabelSelectorOperator::In => among,
            LabelSelectorOperator::NotIn => !among,
            LabelSelectorOperator::Exists => present,
            LabelSelectorOperator::DoesNotExist => !present,
        };
    }
    holds
}

fn names(subjects: &[Subject], namespace: &str, caller: &Caller) -> bool {
    subjects.iter().any(|subject| match subject.kind.as_str() {
        "User" => subject.name == caller.name,
        "Group" => caller.groups.contains(&subject.name),
        "ServiceAccount" => {
            let account = match subject.namespace.as_deref() {
                None | Some("") => namespace,
                Some(account) => account,
            };
            !account.is_empty()
                && caller.name == format!("system:serviceaccount:{account}:{}", subject.name)
        }
        _ => false,
    })
}

fn rule_allows(rule: &PolicyRule, request: &Request) -> bool {
    let any = |list: &[String], wanted: &str| {
        list.contains(&"*".to_owned()) || list.contains(&wanted.to_owned())
    };
    if !any(&rule.verbs, &request.verb) {
        return false;
    }
    match &request.target {
        Target::Url(url) => rule.non_resource_urls.iter().any(|pattern| {
            let prefix = pattern.trim_end_matches('*');
            if prefix == pattern {
                url == pattern
            } else {
                url == pattern || url.starts_with(prefix)
            }
        }),
        Target::Resource {
            group,
            resource,
            subresource,
            name,
            ..
        } => {
            let wanted = match subresource {
                None => vec![resource.clone()],
                Some(sub) => vec![format!("{resource}/{sub}"), format!("*/{sub}")],
            };
            let name = name.clone().unwrap_or_default();
            any(&rule.api_groups, group)
                && (rule.resources.contains(&"*".to_owned())
                    || wanted.iter().any(|one| rule.resources.contains(one)))
                && (rule.resource_names.is_empty() || rule.resource_names.contains(&name))
        }
    }
}

const NAMESPACES: &[&str] = &["one", "two"];
const USERS: &[&str] = &[
    "ann",
    "system:anonymous",
    "system:serviceaccount:one:app",
    "system:serviceaccount:two:app",
    "system:serviceaccount:one:App",
    "system:serviceaccount:one:a:b",
];
const GROUPS: &[&str] = &[
    "devs",
    "system:authenticated",
    "system:unauthenticated",
    "system:serviceaccounts",
    "system:serviceaccounts:one",
    "system:masters",
];

fn text(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(values).prop_map(str::to_owned)
}

fn texts(values: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    vec(text(values), 0..=most)
}

fn policy_rule() -> impl Strategy<Value = PolicyRule> {
    (
        texts(&["get", "list", "*", "Get"], 2),
        texts(&["", "apps", "*"], 2),
        texts(
            &["pods", "pods/log", "*/log", "*", "pods/*", "namespaces"],
            2,
        ),
        prop_oneof![3 => Just(Vec::new()), 1 => texts(&["x", "one", "", "*"], 2)],
        texts(&["*", "/a", "/a/*", "/a*", "/b**"], 1),
    )
        .prop_map(
            |(verbs, api_groups, resources, resource_names, non_resource_urls)| PolicyRule {
                verbs,
                api_groups,
                resources,
                resource_names,
                non_resource_urls,
            },
        )
}

fn subject() -> impl Strategy<Value = Subject> {
    let account_namespace = select(&[None, Some(""), Some("one"), Some("two")][..]);
    prop_oneof![
        text(USERS).prop_map(|name| ("User", None, name)),
        text(GROUPS).prop_map(|name| ("Group", None, name)),
        (text(&["app", "App", "a:b"]), account_namespace).prop_map(|(name, namespace)| (
            "ServiceAccount",
            namespace,
            name
        )),
        text(USERS).prop_map(|name| ("user", None, name)),
    ]
    .prop_map(|(kind, namespace, name)| Subject {
        kind: kind.to_owned(),
        name,
        namespace: namespace.map(str::to_owned),
    })
}

fn role_ref() -> impl Strategy<Value = RoleRef> {
    (
        text(&["Role", "ClusterRole", "ClusterRole", "role"]),
        text(&["a", "b", "c", "d", "gone"]),
    )
        .prop_map(|(kind, name)| RoleRef {
            api_group: String::new(),
            kind,
            name,
        })
}

fn metadata(namespace: Option<&str>, name: &str) -> Metadata {
    Metadata {
        name: name.to_owned(),
        namespace: namespace.map(str::to_owned),
        ..Metadata::default()
    }
}

/// Selectors that only look at roles with a later name, so that no ring can be built: what a
/// ring of roles becomes is tested on its own.
fn aggregation(index: usize) -> impl Strategy<Value = Option<AggregationRule>> {
    let later = move |value: usize| (index + 1 + value % 3).to_string();
    let by_label = (0_usize..3).prop_map(move |value| LabelSelector {
        match_labels: [("rank".to_owned(), later(value))].into(),
        match_expressions: Vec::new(),
    });
    let by_expression = (0_usize..3).prop_map(move |value| LabelSelector {
        match_labels: [].into(),
        match_expressions: vec![
            LabelSelectorRequirement {
                key: "rank".to_owned(),
                operator: LabelSelectorOperator::NotIn,
                values: (0..=index).map(|rank| rank.to_string()).collect(),
            },
            LabelSelectorRequirement {
                key: "rank".to_owned(),
                operator: LabelSelectorOperator::In,
                values: vec![later(value), later(value + 1)],
            },
        ],
    });
    proptest::option::of(vec(prop_oneof![by_label, by_expression], 0..3).prop_map(
        |cluster_role_selectors| AggregationRule {
            cluster_role_selectors,
        },
    ))
}

fn cluster_roles() -> impl Strategy<Value = Vec<ClusterRole>> {
    let roles: Vec<_> = ["a", "b", "c", "d"]
        .into_iter()
        .enumerate()
        .map(|(index, name)| {
            (vec(policy_rule(), 0..3), aggregation(index)).prop_map(
                move |(rules, aggregation_rule)| {
                    let mut metadata = metadata(None, name);
                    metadata.labels.insert("rank".to_owned(), index.to_string());
                    ClusterRole {
                        metadata,
                        rules,
                        aggregation_rule,
                    }
                },
            )
        })
        .collect();
    roles
}

fn roles() -> impl Strategy<Value = Vec<Role>> {
    let roles: Vec<_> = NAMESPACES
        .iter()
        .flat_map(|namespace| ["a", "b"].map(|name| (*namespace, name)))
        .map(|(namespace, name)| {
            vec(policy_rule(), 0..3).prop_map(move |rules| Role {
                metadata: metadata(Some(namespace), name),
                rules,
            })
        })
        .collect();
    roles
}

fn role_binding() -> impl Strategy<Value = RoleBinding> {
    (text(NAMESPACES), vec(subject(), 0..4), role_ref()).prop_map(
        |(namespace, subjects, role_ref)| RoleBinding {
            metadata: metadata(Some(&namespace), ""),
            subjects,
            role_ref,
        },
    )
}

fn world() -> impl Strategy<Value = World> {
    let cluster_role_binding =
        (vec(subject(), 0..3), role_ref()).prop_map(|(subjects, role_ref)| ClusterRoleBinding {
            metadata: metadata(None, ""),
            subjects,
            role_ref,
        });
    (
        roles(),
        cluster_roles(),
        vec(role_binding(), 0..8),
        vec(cluster_role_binding, 0..4),
    )
        .prop_map(
            |(roles, cluster_roles, role_bindings, cluster_role_bindings)| {
                let mut world = World {
                    roles,
                    cluster_roles,
                    role_bindings,
                    cluster_role_bindings,
                };
                for (index, binding) in world.role_bindings.iter_mut().enumerate() {
                    binding.metadata.name = format!("binding-{index}");
                }
                for (index, binding) in world.cluster_role_bindings.iter_mut().enumerate() {
                    binding.metadata.name = format!("binding-{index}");
                }
                world
            },
        )
}

fn request() -> impl Strategy<Value = Request> {
    let target = prop_oneof![
        4 => (
            text(&["", "apps"]),
            text(&["pods", "namespaces", "*"]),
            proptest::option::of(text(&["log", "exec"])),
            proptest::option::of(text(&["x", "one"])),
            select(&[0_u8, 1, 2][..]),
        )
            .prop_map(|(group, resource, subresource, name, place)| Target::Resource {
                group,
                resource,
                subresource,
                name,
                namespace: match place {
                    0 => RequestNamespace::Cluster,
                    1 => RequestNamespace::One("one".to_owned()),
                    _ => RequestNamespace::All,
                },
            }),
        1 => text(&["/a", "/a/b", "/ab", "/b"]).prop_map(Target::Url),
    ];
    (text(&["get", "list", "*"]), target).prop_map(|(verb, target)| Request { verb, target })
}

/// The namespaces that a request of this question can carry; empty is none.
fn namespaces_of(request: &Request) -> Vec<&str> {
    let Target::Resource {
        group,
        resource,
        name,
        namespace,
        ..
    } = &request.target
    else {
        return vec![""];
    };
    match namespace {
        RequestNamespace::One(one) => vec![one],
        RequestNamespace::All => vec!["", "one", "two", "three"],
        RequestNamespace::Cluster => match name {
            Some(name)
                if group.is_empty() && resource == "namespaces" && request.verb != "list" =>
            {
                vec![name]
            }
            _ => vec![""],
        },
    }
}

fn authenticated(name: &str, groups: &[&str]) -> Caller {
    let mut groups: BTreeSet<String> = groups.iter().map(|group| (*group).to_owned()).collect();
    let account = name
        .strip_prefix("system:serviceaccount:")
        .and_then(|rest| rest.strip_suffix(":app"));
    if let Some(namespace) = account {
        groups.insert("system:serviceaccounts".to_owned());
        groups.insert(format!("system:serviceaccounts:{namespace}"));
    }
    groups.insert(
        if name == "system:anonymous" {
            "system:unauthenticated"
        } else {
            "system:authenticated"
        }
        .to_owned(),
    );
    Caller {
        name: name.to_owned(),
        groups,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn the_engine_agrees_with_a_walk_over_everything(world in world(), request in request()) {
        let answer = world.ask(&request, Options::default());
        for (name, groups) in callers() {
            for namespace in namespaces_of(&request) {
                let caller = authenticated(name, groups);
                let asked = Some(namespace).filter(|namespace| !namespace.is_empty());
                prop_assert_eq!(
                    answer.covers(name, groups, asked),
                    world.allows(&caller, &request, namespace),
                    "{} {:?} in {:?}", name, groups, namespace
                );
            }
        }
    }

    #[test]
    fn listing_named_objects_changes_nothing_else(world in world(), request in request()) {
        let plain = world.ask(&request, Options::default());
        let listed = world.ask(&request, Options { include_named: true });
        let unnamed: Vec<&Item> = listed.items.iter().filter(|item| item.names.is_empty()).collect();
        prop_assert_eq!(plain.items.iter().collect::<Vec<_>>(), unnamed);
        prop_assert_eq!(plain.named_only, listed.named_only);
    }

    #[test]
    fn whoever_is_listed_for_names_may_act_on_them(world in world(), request in request()) {
        let listed = world.ask(&request, Options { include_named: true });
        for item in listed.items.iter().filter(|item| !item.names.is_empty()) {
            for name in &item.names {
                let mut named = request.clone();
                if let Target::Resource { name: slot, .. } = &mut named.target {
                    *slot = Some(name.clone());
                }
                let answer = world.ask(&named, Options::default());
                prop_assert!(answer.items.iter().any(|one| one.subject == item.subject));
            }
        }
    }

    #[test]
    fn the_order_of_objects_never_changes_an_answer(
        world in world(),
        request in request(),
        include_named: bool,
        turn in 0_usize..8,
    ) {
        let mut turned = world.clone();
        turned.roles.reverse();
        turned.cluster_roles.reverse();
        let many = turned.role_bindings.len().max(1);
        turned.role_bindings.rotate_left(turn % many);
        turned.cluster_role_bindings.reverse();
        for binding in &mut turned.role_bindings {
            binding.subjects.reverse();
        }
        let options = Options { include_named };
        prop_assert_eq!(world.ask(&request, options), turned.ask(&request, options));
    }

    #[test]
    fn one_more_role_binding_never_takes_access_away(
        world in world(),
        request in request(),
        binding in role_binding(),
    ) {
        let before = world.ask(&request, Options::default());
        let mut more = world.clone();
        more.role_bindings.push(binding);
        let after = more.ask(&request, Options::default());
        for item in &before.items {
            let same = after.items.iter().find(|one| one.subject == item.subject);
            let same = same.expect("the subject is still listed");
            prop_assert!(item.scope == ItemScope::Namespace || same.scope == ItemScope::Cluster);
            for namespace in &item.namespaces {
                prop_assert!(
                    same.scope == ItemScope::Cluster || same.namespaces.contains(namespace)
                );
            }
            for grant in &item.grants {
                prop_assert!(same.grants.contains(grant));
            }
        }
    }
}
