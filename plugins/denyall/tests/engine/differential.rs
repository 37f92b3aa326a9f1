//! Two judges before the same random clusters, and what shows that the clusters ask something.

mod engines;
mod mutants;
mod rewritten;
mod statistics;

use serde_json::Value;

use crate::{
    judge::{Judge, Question},
    oracle::Semantics,
    random::{self, Generator},
};

/// How much is asked. Each seed is one cluster.
pub(crate) struct Plan {
    pub(crate) first_seed: u64,
    pub(crate) clusters: u64,
    pub(crate) questions: usize,
}

/// The seeds and the number of pairs that an engine must pass: more than 100,000 questions, for
/// there are none about the few clusters all of whose pods have ended.
pub(crate) const FULL: Plan = Plan {
    first_seed: 1,
    clusters: 2_010,
    questions: 50,
};

/// A question on which two judges differ, with as few objects as show it.
pub(crate) struct Disagreement {
    seed: u64,
    semantics: Semantics,
    question: Question,
    objects: Vec<Value>,
    judge: &'static str,
    answer: bool,
}

/// One random cluster with its questions. Every fourth is read by an implementation in which an
/// `ipBlock` does not match pods, every third by one in which the strictest policy of one priority
/// decides.
pub(crate) fn scene(seed: u64, count: usize) -> (Vec<Value>, Semantics, Vec<Question>) {
    let mut generator = Generator::new(seed);
    let objects = random::objects(&mut generator);
    let questions = random::questions(&mut generator, &objects, count);
    (
        objects,
        Semantics {
            ip_block_matches_pods: !seed.is_multiple_of(4),
            deny_wins_at_equal_priority: seed.is_multiple_of(3),
        },
        questions,
    )
}

/// Asks both judges everything in the plan. Where the specification leaves the answer open (equal
/// priorities that disagree), both must follow the stated order: priority, policy name, rule.
pub(crate) fn find_disagreement(
    judge: &dyn Judge,
    reference: &dyn Judge,
    plan: &Plan,
) -> Option<Disagreement> {
    for seed in plan.first_seed..plan.first_seed + plan.clusters {
        let (objects, semantics, questions) = scene(seed, plan.questions);
        let answers = judge.answers(&objects, semantics, &questions);
        let expected = reference.answers(&objects, semantics, &questions);
        assert_eq!(
            answers.len(),
            questions.len(),
            "{} answers every question",
            judge.name()
        );
        for ((question, answer), expected) in questions.into_iter().zip(answers).zip(expected) {
            if answer != expected {
                let differs = |objects: &[Value]| {
                    let asked = std::slice::from_ref(&question);
                    judge.answers(objects, semantics, asked)
                        != reference.answers(objects, semantics, asked)
                };
                let objects = shrink(objects, differs);
                let answer = judge.answers(&objects, semantics, std::slice::from_ref(&question))[0];
                let judge = judge.name();
                return Some(Disagreement {
                    seed,
                    semantics,
                    question,
                    objects,
                    judge,
                    answer,
                });
            }
        }
    }
    None
}

/// Fails with the smallest cluster on which the judge differs from the reference.
#[track_caller]
pub(crate) fn assert_agreement(judge: &dyn Judge, reference: &dyn Judge, plan: &Plan) {
    if let Some(disagreement) = find_disagreement(judge, reference, plan) {
        panic!("{disagreement}");
    }
}

/// Takes away one object at a time for as long as the judges still differ.
fn shrink(mut objects: Vec<Value>, differs: impl Fn(&[Value]) -> bool) -> Vec<Value> {
    let mut index = 0;
    while index < objects.len() {
        let removed = objects.remove(index);
        if differs(&objects) {
            index = 0;
        } else {
            objects.insert(index, removed);
            index += 1;
        }
    }
    objects
}

impl std::fmt::Display for Disagreement {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |allowed| if allowed { "allows" } else { "denies" };
        let Self {
            seed,
            semantics,
            question,
            judge,
            answer,
            objects,
        } = self;
        writeln!(formatter, "seed {seed}, {semantics:?}: {question}")?;
        writeln!(
            formatter,
            "{judge} {} it, the reference {} it",
            word(*answer),
            word(!answer)
        )?;
        for object in objects {
            writeln!(formatter, "{object}")?;
        }
        Ok(())
    }
}
