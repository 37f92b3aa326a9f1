//! Which sources one direction lets through at one destination: the tiers, for all sources at
//! once, while rules come and go along the line of all ports.

use std::collections::{BTreeSet, HashMap};

use super::{
    first_match::{self, FirstMatch},
    index_set::IndexSet,
    sets::{SetId, Sets},
    sides::Effect,
};
use crate::policy::Tier;

/// What a rule does to which sources.
pub(super) type Step = (Effect, SetId);

/// Unions of sets, each computed once.
#[derive(Debug, Default)]
pub(super) struct Unions {
    known: HashMap<Vec<SetId>, SetId>,
}

/// The rules of one direction at one destination, in the order of evaluation.
#[derive(Debug)]
pub(super) struct Row {
    /// The sources for which namespaced policies do not isolate the connection in this direction,
    /// all or none when it is the destination that is isolated.
    open: SetId,
    /// The tier of each rule, and its place there.
    places: Vec<(Tier, usize)>,
    /// Sources of namespaced rules. Their order does not count.
    allowing: Vec<SetId>,
    /// The namespaced rules that are active.
    active: BTreeSet<usize>,
    /// The other tiers, when they have rules.
    ordered: Option<Ordered>,
    /// The last answer, while nothing has changed.
    last: Option<SetId>,
}

/// The tiers in which the first rule that matches decides.
#[derive(Debug)]
struct Ordered {
    admin: FirstMatch,
    baseline: FirstMatch,
}

impl Row {
    /// None of the rules is active yet.
    pub(super) fn new(sets: &Sets, open: SetId, steps: &[Step]) -> Self {
        let (mut admin, mut allowing, mut baseline) = (Vec::new(), Vec::new(), Vec::new());
        let mut places = Vec::with_capacity(steps.len());
        for (effect, set) in steps {
            let step = first_match::Step {
                action: effect.action,
                sources: *set,
                together: effect.together,
            };
            let place = match effect.tier {
                Tier::Admin => {
                    admin.push(step);
                    admin.len()
                }
                Tier::Namespaced => {
                    allowing.push(*set);
                    allowing.len()
                }
                Tier::Baseline => {
                    baseline.push(step);
                    baseline.len()
                }
            };
            places.push((effect.tier, place - 1));
        }
        let is_ordered = !admin.is_empty() || !baseline.is_empty();
        Self {
            open,
            places,
            allowing,
            active: BTreeSet::new(),
            ordered: is_ordered.then(|| Ordered {
                admin: FirstMatch::new(sets, admin),
                baseline: FirstMatch::new(sets, baseline),
            }),
            last: None,
        }
    }

    /// Makes a rule active that is not, or the other way round.
    pub(super) fn toggle(&mut self, step: usize) {
        match (self.places.get(step), &mut self.ordered) {
            (Some((Tier::Namespaced, place)), _) => {
                if !self.active.remove(place) {
                    self.active.insert(*place);
                }
                self.last = None;
            }
            (Some((Tier::Admin, place)), Some(ordered)) => ordered.admin.toggle(*place),
            (Some((Tier::Baseline, place)), Some(ordered)) => ordered.baseline.toggle(*place),
            _ => {}
        }
    }

    /// The sources that pass.
    pub(super) fn passing(&mut self, sets: &mut Sets, unions: &mut Unions) -> SetId {
        if let Some(ordered) = &mut self.ordered {
            let is_admin_changed = ordered.admin.settle(sets);
            if ordered.baseline.settle(sets) || is_admin_changed {
                self.last = None;
            }
        }
        if let Some(last) = self.last {
            return last;
        }
        let allowed = if self.open == Sets::EVERYTHING {
            Sets::NOTHING
        } else {
            let active = self.active.iter();
            let active = active.filter_map(|place| self.allowing.get(*place).copied());
            unions.of(sets, active.collect())
        };
        let passing = match &self.ordered {
            None => sets.or(self.open, allowed),
            Some(ordered) => {
                let passing = ordered.passing(sets, self.open, allowed);
                sets.add(passing)
            }
        };
        self.last = Some(passing);
        passing
    }
}

impl Ordered {
    /// The sources that pass all tiers; `allowed` are those that namespaced rules allow.
    fn passing(&self, sets: &Sets, open: SetId, allowed: SetId) -> IndexSet {
        let row = |set| {
            let mut words = vec![0; sets.words()];
            sets.get(set).add_to(&mut words);
            words
        };
        let (open, allowed) = (row(open), row(allowed));
        let mut passing = row(Sets::EVERYTHING);
        let admin = self.admin.decisions();
        let baseline = self.baseline.decisions();
        for (((passing, (open, allowed)), admin), baseline) in passing
            .iter_mut()
            .zip(open.iter().zip(&allowed))
            .zip(admin.0.iter().zip(admin.1))
            .zip(baseline.0.iter().zip(baseline.1))
        {
            // What is both accepted and denied was passed on, and the next tier decides.
            let after_baseline = baseline.0 | !baseline.1;
            let after_admin = open & after_baseline | !open & allowed;
            *passing &= admin.0 & !admin.1 | !(admin.0 ^ admin.1) & after_admin;
        }
        IndexSet::of_words(&passing)
    }
}

impl Unions {
    fn of(&mut self, sets: &mut Sets, mut members: Vec<SetId>) -> SetId {
        members.sort_unstable();
        members.dedup();
        match *members {
            [] => return Sets::NOTHING,
            [only] => return only,
            _ => {}
        }
        if let Some(known) = self.known.get(&members) {
            return *known;
        }
        let union = union(sets, &members);
        let union = sets.add(union);
        self.known.insert(members, union);
        union
    }
}

fn union(sets: &Sets, members: &[SetId]) -> IndexSet {
    let words = sets.words();
    let lists: Vec<_> = members.iter().map(|set| sets.get(*set)).collect();
    let few: Option<Vec<&[u32]>> = lists.iter().map(|set| set.few()).collect();
    if let Some(few) = few.filter(|few| few.iter().map(|list| list.len()).sum::<usize>() <= words) {
        let mut members = few.concat();
        members.sort_unstable();
        members.dedup();
        return IndexSet::of_sorted(members, words);
    }
    let mut union = vec![0; words];
    for set in &lists {
        set.add_to(&mut union);
    }
    IndexSet::of_words(&union)
}
