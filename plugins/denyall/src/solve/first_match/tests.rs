use proptest::prelude::*;

use super::*;

/// Sources, on both sides of the end of a word of bits.
const UNIVERSE: u32 = 70;

fn action() -> impl Strategy<Value = Action> {
    prop_oneof![Just(Action::Accept), Just(Action::Deny), Just(Action::Pass)]
}

/// A rule: its action, its sources, and what comes next: a rule of the same policy, another policy
/// of the same priority, or another priority.
type Rule = (Action, Vec<u32>, Next);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Rule,
    Policy,
    Priority,
}

fn rules() -> impl Strategy<Value = Vec<Rule>> {
    let sources = proptest::collection::btree_set(0..UNIVERSE, 0..12);
    let sources = sources.prop_map(|set| set.into_iter().collect());
    let next = prop_oneof![Just(Next::Rule), Just(Next::Policy), Just(Next::Priority)];
    proptest::collection::vec((action(), sources, next), 0..60)
}

fn steps(sets: &mut Sets, rules: &[Rule], asks_together: bool) -> Vec<Step> {
    let (mut priority, mut policy) = (0, 0);
    let mut steps = Vec::new();
    for (action, sources, next) in rules {
        steps.push(Step {
            action: *action,
            sources: sets.add_sorted(sources.clone()),
            together: asks_together.then_some(Together { priority, policy }),
        });
        policy += usize::from(*next != Next::Rule);
        priority += i32::from(*next == Next::Priority);
    }
    steps
}

/// What is done with a source, by a loop over priorities, policies and rules.
fn decided(rules: &[Rule], active: &[bool], source: u32, asks_together: bool) -> Option<Action> {
    let rules: Vec<(&Rule, bool)> = rules.iter().zip(active.iter().copied()).collect();
    let matches = |((_, sources, _), active): &(&Rule, bool)| *active && sources.contains(&source);
    if !asks_together {
        return rules.iter().find(|it| matches(it)).map(|(rule, _)| rule.0);
    }
    let ends = |wanted: &[Next]| {
        let wanted = wanted.to_vec();
        move |(rule, _): &(&Rule, bool), _: &(&Rule, bool)| !wanted.contains(&rule.2)
    };
    for equal in rules.chunk_by(ends(&[Next::Priority])) {
        let found: Vec<Action> = equal
            .chunk_by(ends(&[Next::Policy]))
            .filter_map(|policy| policy.iter().find(|it| matches(it)))
            .map(|(rule, _)| rule.0)
            .collect();
        for action in [Action::Deny, Action::Accept, Action::Pass] {
            if found.contains(&action) {
                return Some(action);
            }
        }
    }
    None
}

proptest! {
    /// Up to eight blocks, so that decisions are combined over several levels and the last of
    /// an odd number goes up alone.
    #[test]
    fn the_tree_decides_as_a_loop_over_the_rules_does(
        rules in rules(),
        toggles in proptest::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..80),
        asks_together in any::<bool>(),
    ) {
        let mut sets = Sets::new(UNIVERSE as usize);
        let steps = steps(&mut sets, &rules, asks_together);
        let mut tree = FirstMatch::new(&sets, steps);
        let mut active = vec![false; rules.len()];
        let mut before = None;
        for (step, settles) in toggles {
            if !rules.is_empty() {
                let step = step.index(rules.len());
                active[step] = !active[step];
                tree.toggle(step);
            }
            if !settles {
                continue;
            }
            let is_changed = tree.settle(&sets);
            let (positive, negative) = tree.decisions();
            let has = |row: &[u64], source: u32| {
                row[source as usize / 64] & (1 << (source % 64)) != 0
            };
            let found: Vec<Option<Action>> = (0..UNIVERSE)
                .map(|source| match (has(positive, source), has(negative, source)) {
                    (true, true) => Some(Action::Pass),
                    (true, false) => Some(Action::Accept),
                    (false, true) => Some(Action::Deny),
                    (false, false) => None,
                })
                .collect();
            let expected: Vec<Option<Action>> = (0..UNIVERSE)
                .map(|source| decided(&rules, &active, source, asks_together))
                .collect();
            prop_assert_eq!(&found, &expected);
            let nothing = vec![None; UNIVERSE as usize];
            let differs = *before.as_ref().unwrap_or(&nothing) != found;
            prop_assert_eq!(is_changed, differs);
            before = Some(found);
        }
    }
}
