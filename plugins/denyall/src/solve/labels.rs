//! Selectors over many objects: each object keeps only what some selector asks of its labels, and
//! each selector looks only at the objects that have the rarest label it wants.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use plugin_kit::object::{LabelSelector, LabelSelectorOperator};

use super::index_set::short;

/// What selectors ask of labels: that a key exists, or that it has a value.
#[derive(Debug, Default)]
pub(super) struct Vocabulary<'s> {
    words: HashMap<&'s str, Words<'s>>,
    count: usize,
}

/// What is asked of one key.
#[derive(Debug, Default)]
struct Words<'s> {
    exists: Option<u32>,
    values: HashMap<&'s str, u32>,
}

/// A requirement: that an object has one of these words, or that it has none.
#[derive(Debug)]
struct Requirement {
    words: Vec<u32>,
    wanted: bool,
}

impl<'s> Vocabulary<'s> {
    pub(super) fn of(selectors: impl IntoIterator<Item = &'s LabelSelector>) -> Self {
        let mut vocabulary = Self::default();
        for selector in selectors {
            for (key, value) in &selector.match_labels {
                vocabulary.add(key, Some(value));
            }
            for requirement in &selector.match_expressions {
                match requirement.operator {
                    LabelSelectorOperator::In | LabelSelectorOperator::NotIn => {
                        for value in &requirement.values {
                            vocabulary.add(&requirement.key, Some(value));
                        }
                    }
                    LabelSelectorOperator::Exists | LabelSelectorOperator::DoesNotExist => {
                        vocabulary.add(&requirement.key, None);
                    }
                }
            }
        }
        vocabulary
    }

    fn add(&mut self, key: &'s str, value: Option<&'s String>) {
        let words = self.words.entry(key).or_default();
        let next = short(self.count);
        let word = match value {
            Some(value) => *words.values.entry(value).or_insert(next),
            None => *words.exists.get_or_insert(next),
        };
        if word == next {
            self.count += 1;
        }
    }

    /// What selectors can see of labels, in order.
    pub(super) fn project(&self, labels: &BTreeMap<String, String>) -> Vec<u32> {
        let mut words = Vec::new();
        for (key, value) in labels {
            if let Some(known) = self.words.get(key.as_str()) {
                words.extend(known.exists);
                words.extend(known.values.get(value.as_str()));
            }
        }
        words.sort_unstable();
        words
    }

    fn requirements(&self, selector: &LabelSelector) -> Vec<Requirement> {
        let word = |key: &str, value: &String| -> Option<u32> {
            self.words.get(key)?.values.get(value.as_str()).copied()
        };
        let labels = selector
            .match_labels
            .iter()
            .map(|(key, value)| Requirement {
                words: word(key, value).into_iter().collect(),
                wanted: true,
            });
        let expressions = selector.match_expressions.iter().map(|requirement| {
            let key = requirement.key.as_str();
            let values = || requirement.values.iter().filter_map(|it| word(key, it));
            let exists = || {
                self.words
                    .get(key)
                    .and_then(|words| words.exists)
                    .into_iter()
            };
            let (words, wanted) = match requirement.operator {
                LabelSelectorOperator::In => (values().collect(), true),
                LabelSelectorOperator::NotIn => (values().collect(), false),
                LabelSelectorOperator::Exists => (exists().collect(), true),
                LabelSelectorOperator::DoesNotExist => (exists().collect(), false),
            };
            Requirement { words, wanted }
        });
        labels.chain(expressions).collect()
    }
}

/// Objects by what selectors can see of their labels.
#[derive(Debug)]
pub(super) struct LabelIndex<'v, 's> {
    vocabulary: &'v Vocabulary<'s>,
    /// For each object, its words in order.
    words: Vec<Vec<u32>>,
    /// For each word, the objects that have it, in order.
    objects: Vec<Vec<u32>>,
}

impl<'v, 's> LabelIndex<'v, 's> {
    /// An index of objects, given by their words in the vocabulary.
    pub(super) fn of(vocabulary: &'v Vocabulary<'s>, words: Vec<Vec<u32>>) -> Self {
        let mut objects: Vec<Vec<u32>> = vec![Vec::new(); vocabulary.count];
        for (index, words) in words.iter().enumerate() {
            for word in words {
                if let Some(objects) = objects.get_mut(*word as usize) {
                    objects.push(short(index));
                }
            }
        }
        Self {
            vocabulary,
            words,
            objects,
        }
    }

    /// The objects in some runs that a selector matches, in order; `is_inside` says whether an
    /// object is in any of the runs, which are in order and disjoint.
    pub(super) fn select(
        &self,
        selector: &LabelSelector,
        runs: &[Range<usize>],
        is_inside: impl Fn(usize) -> bool,
    ) -> Vec<u32> {
        let requirements = self.vocabulary.requirements(selector);
        let holds = |object: &u32| self.holds(&requirements, *object as usize);
        let count: usize = runs.iter().map(ExactSizeIterator::len).sum();
        let wanted = requirements.iter().filter(|requirement| requirement.wanted);
        let rarest = wanted
            .map(|requirement| (self.having(requirement), requirement))
            .min_by_key(|(having, _)| *having)
            .filter(|(having, _)| *having < count);
        let Some((_, rarest)) = rarest else {
            let objects = runs.iter().cloned().flatten().map(short);
            return objects.filter(holds).collect();
        };
        let lists = rarest
            .words
            .iter()
            .filter_map(|word| self.objects.get(*word as usize));
        let mut objects: Vec<u32> = lists.flatten().copied().collect();
        // Values of one key: no object is in two of the lists, but one value may be named twice.
        objects.sort_unstable();
        objects.dedup();
        objects.retain(|object| is_inside(*object as usize) && holds(object));
        objects
    }

    fn having(&self, requirement: &Requirement) -> usize {
        let lists = requirement
            .words
            .iter()
            .filter_map(|word| self.objects.get(*word as usize));
        lists.map(Vec::len).sum()
    }

    fn holds(&self, requirements: &[Requirement], object: usize) -> bool {
        let Some(words) = self.words.get(object) else {
            return false;
        };
        requirements.iter().all(|requirement| {
            let mut asked = requirement.words.iter();
            asked.any(|word| words.binary_search(word).is_ok()) == requirement.wanted
        })
    }
}

#[cfg(test)]
mod tests {
    use plugin_kit::object::LabelSelectorRequirement;
    use proptest::prelude::*;

    use super::*;

    fn labels() -> impl Strategy<Value = BTreeMap<String, String>> {
        prop::collection::btree_map("[a-c]", "[x-z]", 0..4)
    }

    fn selector() -> impl Strategy<Value = LabelSelector> {
        use LabelSelectorOperator::{DoesNotExist, Exists, In, NotIn};
        let operator = prop_oneof![Just(In), Just(NotIn), Just(Exists), Just(DoesNotExist)];
        let requirement = ("[a-d]", operator, prop::collection::vec("[w-z]", 0..3));
        let expressions = prop::collection::vec(requirement, 0..3);
        (
            prop::collection::btree_map("[a-c]", "[x-z]", 0..2),
            expressions,
        )
            .prop_map(|(match_labels, expressions)| LabelSelector {
                match_labels,
                match_expressions: expressions
                    .into_iter()
                    .map(|(key, operator, values)| LabelSelectorRequirement {
                        key,
                        operator,
                        values,
                    })
                    .collect(),
            })
    }

    proptest! {
        #[test]
        fn the_index_finds_what_the_selectors_match(
            objects in prop::collection::vec(labels(), 0..20),
            selectors in prop::collection::vec(selector(), 1..6),
        ) {
            let vocabulary = Vocabulary::of(&selectors);
            let words = objects.iter().map(|labels| vocabulary.project(labels)).collect();
            let index = LabelIndex::of(&vocabulary, words);
            let (first, last) = (objects.len() / 4, objects.len() / 2);
            let runs = [0..first, last..objects.len()];
            let is_inside = |object: usize| runs.iter().any(|run| run.contains(&object));
            for selector in &selectors {
                let expected: Vec<u32> = (0..objects.len())
                    .filter(|&object| is_inside(object) && selector.matches(&objects[object]))
                    .map(short)
                    .collect();
                prop_assert_eq!(index.select(selector, &runs, is_inside), expected);
            }
        }
    }
}
