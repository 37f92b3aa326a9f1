//! Collects who is granted what: every binding of the scope is looked at once, every role that
//! one of them refers to is compared with the request once.

use std::collections::HashMap;

use crate::{
    identity::{Identity, subject::Spelling},
    rbac::{
        Binding, Place, Request, RoleBook, RoleId,
        rule::{Attributes, Verdict},
    },
};

/// One rule, reaching one subject through one binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RawGrant<'a> {
    /// Index of the binding.
    pub(super) binding: usize,
    pub(super) place: Place<'a>,
    pub(super) role: RoleId,
    pub(super) rule: usize,
    pub(super) spelling: Spelling<'a>,
}

/// Grants by subject.
#[derive(Debug, Default)]
pub(super) struct Grants<'a> {
    /// For every object, or for the one that was asked about.
    pub(super) full: HashMap<Identity<'a>, Vec<RawGrant<'a>>>,
    /// For the objects that the rules name, when none was asked about.
    pub(super) named: HashMap<Identity<'a>, Vec<RawGrant<'a>>>,
    /// Indexes of bindings whose role is not there.
    pub(super) dangling: Vec<usize>,
    /// Roles that bindings of the scope refer to, sorted.
    pub(super) referred: Vec<RoleId>,
}

/// The rules of a role that matter to the request.
#[derive(Debug, Default)]
struct Matching {
    full: Vec<usize>,
    named: Vec<usize>,
}

impl<'a> Grants<'a> {
    pub(super) fn collect(
        bindings: &[Binding<'a>],
        book: &RoleBook<'_>,
        request: &Request,
    ) -> Self {
        let attributes = Attributes::of(request);
        let mut grants = Self::default();
        let mut matching: Vec<Option<Matching>> = Vec::new();
        matching.resize_with(book.len(), || None);
        for (index, binding) in bindings.iter().enumerate() {
            let Some(role) = binding.role_key().and_then(|key| book.find(key)) else {
                grants.dangling.push(index);
                continue;
            };
            let rules = matching[role.index()].get_or_insert_with(|| {
                grants.referred.push(role);
                matching_rules(book, role, &attributes)
            });
            if !rules.full.is_empty() || !rules.named.is_empty() {
                grants.add(index, binding, role, rules);
            }
        }
        grants.referred.sort();
        grants
    }

    fn add(&mut self, index: usize, binding: &Binding<'a>, role: RoleId, rules: &Matching) {
        for subject in binding.subjects {
            let namespace = binding.default_namespace();
            let Some(identity) = Identity::of_subject(subject, namespace) else {
                continue;
            };
            let spelling = Spelling::of(subject, namespace, &identity);
            for (grants, rules) in [
                (&mut self.full, &rules.full),
                (&mut self.named, &rules.named),
            ] {
                if rules.is_empty() {
                    continue;
                }
                let grants = grants.entry(identity.clone()).or_default();
                // A binding may name the same subject twice; the usual spelling is kept.
                if let Some(earlier) = grants.last().filter(|grant| grant.binding == index) {
                    let spelling = earlier.spelling.min(spelling);
                    grants
                        .iter_mut()
                        .rev()
                        .take_while(|grant| grant.binding == index)
                        .for_each(|grant| grant.spelling = spelling);
                    continue;
                }
                grants.extend(rules.iter().map(|&rule| RawGrant {
                    binding: index,
                    place: binding.place,
                    role,
                    rule,
                    spelling,
                }));
            }
        }
    }
}

fn matching_rules(book: &RoleBook<'_>, role: RoleId, attributes: &Attributes<'_>) -> Matching {
    let mut matching = Matching::default();
    for (index, rule) in book.rules(role) {
        match attributes.verdict(rule) {
            Verdict::Allows => matching.full.push(index),
            Verdict::NamedOnly => matching.named.push(index),
            Verdict::Silent => {}
        }
    }
    matching
}
