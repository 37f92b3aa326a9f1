//! Turns grants into the items of an answer.
//!
//! Access to named objects is an item of its own, one for each set of names, and only where the
//! subject has no access to all objects, be it through a group that it is implied to be in.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use plugin_kit::{Note, snapshot::NoteCode};

use super::{
    Question,
    answer::{Grant, Item, ItemScope, ItemSubject},
    grants::{Grants, RawGrant},
};
use crate::{
    identity::{
        Identity,
        aws::Principals,
        groups::{MASTERS, implied_groups},
    },
    rbac::{Binding, Place, RoleBook, Scope},
};

/// Builds the items, sorted, and counts the subjects with access to named objects only.
pub(super) fn build<'a>(
    grants: &Grants<'a>,
    bindings: &[Binding<'a>],
    book: &RoleBook<'a>,
    principals: Option<&Principals<'_>>,
    question: Question<'_>,
) -> (Vec<Item>, usize) {
    let builder = Builder {
        grants,
        bindings,
        book,
        principals,
        is_one_namespace: matches!(question.scope, Scope::Namespace(_)),
    };
    let masters = Identity::group(MASTERS);
    let mut identities: BTreeSet<&Identity<'_>> = grants.full.keys().collect();
    identities.insert(&masters);
    let mut named_only = 0;
    let mut named: HashMap<&Identity<'_>, Vec<Item>> = HashMap::new();
    for identity in grants.named.keys().filter(|identity| **identity != masters) {
        let leftover = builder.named_leftover(identity);
        if leftover.is_empty() {
            continue;
        }
        named_only += 1;
        if question.options.include_named {
            identities.insert(identity);
            named.insert(identity, builder.named_items(identity, &leftover));
        }
    }
    let mut items = Vec::with_capacity(identities.len());
    for identity in identities {
        if *identity == masters {
            items.push(builder.masters());
        } else if let Some(own) = grants.full.get(identity) {
            items.push(builder.item(identity, own));
        }
        items.extend(named.remove(identity).into_iter().flatten());
    }
    (items, named_only)
}

/// Places and grants by the names that they add; what counts everywhere comes first.
type ByNames<'a> = BTreeMap<(bool, Vec<&'a str>), (BTreeSet<Place<'a>>, Vec<RawGrant<'a>>)>;

struct Builder<'b, 'a> {
    grants: &'b Grants<'a>,
    bindings: &'b [Binding<'a>],
    book: &'b RoleBook<'a>,
    principals: Option<&'b Principals<'b>>,
    /// Whether one namespace was asked about, so that every grant counts where every other does.
    is_one_namespace: bool,
}

impl<'a> Builder<'_, 'a> {
    /// The API server lets its members do everything before it asks RBAC.
    fn masters(&self) -> Item {
        let note = Note::new(NoteCode::Authorizer, "bypasses authorization");
        let mut item = self.empty_item(&Identity::group(MASTERS), ItemScope::Cluster);
        item.notes.insert(0, note);
        item
    }

    fn item(&self, identity: &Identity<'_>, own: &[RawGrant<'a>]) -> Item {
        let mut places: BTreeSet<Place<'a>> = own.iter().map(|grant| grant.place).collect();
        let mut grants = self.own_grants(own);
        for group in implied_groups(identity) {
            let through = self.of_group(&group).iter().filter(|grant| {
                grant.place == Place::Cluster
                    || places.contains(&grant.place)
                    || self.is_one_namespace
            });
            let through: Vec<RawGrant<'a>> = through.copied().collect();
            places.extend(through.iter().map(|grant| grant.place));
            let spelled = format!("group {group}");
            grants.extend(
                self.sorted(&through)
                    .into_iter()
                    .map(|grant| self.grant(grant, Some(spelled.clone()))),
            );
        }
        self.placed_item(identity, &places, grants)
    }

    /// Grants of named objects, where the subject has no access to all of them.
    fn named_leftover(&self, identity: &Identity<'_>) -> Vec<RawGrant<'a>> {
        let mut covered: BTreeSet<Place<'a>> = BTreeSet::new();
        covered.extend(
            self.grants
                .full
                .get(identity)
                .into_iter()
                .flatten()
                .map(|grant| grant.place),
        );
        for group in implied_groups(identity) {
            covered.extend(self.of_group(&group).iter().map(|grant| grant.place));
        }
        if covered.contains(&Place::Cluster) {
            return Vec::new();
        }
        self.grants.named[identity]
            .iter()
            .filter(|grant| !covered.contains(&grant.place))
            .copied()
            .collect()
    }

    /// One item for each set of names: names that count everywhere first, then the names that
    /// namespaces add to them.
    fn named_items(&self, identity: &Identity<'_>, leftover: &[RawGrant<'a>]) -> Vec<Item> {
        let mut by_place: BTreeMap<Place<'a>, (BTreeSet<&'a str>, Vec<RawGrant<'a>>)> =
            BTreeMap::new();
        for grant in leftover {
            let (names, grants) = by_place.entry(grant.place).or_default();
            let rule = self.book.rule(grant.role, grant.rule);
            names.extend(
                rule.into_iter()
                    .flat_map(|rule| &rule.resource_names)
                    .map(String::as_str),
            );
            grants.push(*grant);
        }
        let everywhere = by_place
            .get(&Place::Cluster)
            .map(|(names, _)| names.clone())
            .unwrap_or_default();
        let mut by_names = ByNames::default();
        for (place, (names, grants)) in by_place {
            let names: Vec<&str> = match place {
                Place::Cluster => names.into_iter().collect(),
                Place::Namespace(_) => names.difference(&everywhere).copied().collect(),
            };
            if !names.is_empty() {
                let (places, all) = by_names
                    .entry((place != Place::Cluster, names))
                    .or_default();
                places.insert(place);
                all.extend(grants);
            }
        }
        by_names
            .into_iter()
            .map(|((_, names), (places, grants))| Item {
                names: names.into_iter().map(str::to_owned).collect(),
                ..self.placed_item(identity, &places, self.own_grants(&grants))
            })
            .collect()
    }

    fn own_grants(&self, own: &[RawGrant<'a>]) -> Vec<Grant> {
        self.sorted(own)
            .into_iter()
            .map(|grant| self.grant(grant, grant.spelling.through()))
            .collect()
    }

    fn grant(&self, grant: RawGrant<'a>, through: Option<String>) -> Grant {
        Grant {
            binding: self.bindings[grant.binding].reference(),
            role: self.book.reference(grant.role),
            rule: grant.rule,
            through,
        }
    }

    /// By place, binding and rule.
    fn sorted(&self, grants: &[RawGrant<'a>]) -> Vec<RawGrant<'a>> {
        let mut grants = grants.to_vec();
        grants.sort_by_key(|grant| (grant.place, self.bindings[grant.binding].name, grant.rule));
        grants
    }

    /// What a group is granted.
    fn of_group(&self, group: &str) -> &[RawGrant<'a>] {
        let group = Identity::Group(group.to_owned().into());
        self.grants.full.get(&group).map_or(&[], Vec::as_slice)
    }

    fn placed_item(
        &self,
        identity: &Identity<'_>,
        places: &BTreeSet<Place<'a>>,
        grants: Vec<Grant>,
    ) -> Item {
        let everywhere = places.contains(&Place::Cluster);
        let scope = if everywhere {
            ItemScope::Cluster
        } else {
            ItemScope::Namespace
        };
        let namespaces = places
            .iter()
            .filter(|_| !everywhere)
            .filter_map(|place| match place {
                Place::Cluster => None,
                Place::Namespace(namespace) => Some((*namespace).to_owned()),
            })
            .collect();
        Item {
            namespaces,
            grants,
            ..self.empty_item(identity, scope)
        }
    }

    fn empty_item(&self, identity: &Identity<'_>, scope: ItemScope) -> Item {
        let iam = self
            .principals
            .map(|principals| principals.behind(identity))
            .unwrap_or_default();
        let mut notes = Vec::new();
        if !iam.is_empty() {
            notes.push(Note::new(
                NoteCode::Identity,
                "AWS principals have this access if aws-auth is honoured",
            ));
        }
        notes.extend(
            self.principals
                .into_iter()
                .flat_map(|principals| principals.dead_ends(identity))
                .map(|problem| Note::new(NoteCode::Identity, problem.to_string())),
        );
        Item {
            subject: ItemSubject::of(identity),
            scope,
            namespaces: Vec::new(),
            grants: Vec::new(),
            iam,
            names: Vec::new(),
            notes,
        }
    }
}
