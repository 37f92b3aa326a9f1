//! What every command begins with: a snapshot, its policies, what is missing from them, and whether
//! anything enforces them.

use plugin_kit::{Gap, Note, Snapshot, source::Wants};

use crate::{
    coverage,
    enforcement::{self, Enforcement},
    policy::PolicySet,
};

/// A snapshot that is ready to be solved.
pub(crate) struct Scene {
    /// The objects.
    pub(crate) snapshot: Snapshot,
    /// The policies.
    pub(crate) policies: PolicySet,
    /// What could not be read.
    pub(crate) gaps: Vec<Gap>,
    /// What is worth saying.
    pub(crate) notes: Vec<Note>,
    /// Whether anything enforces the policies.
    pub(crate) enforcement: Enforcement,
}

impl Scene {
    /// Takes what was read, and says what of the wanted is missing.
    pub(crate) fn of(mut snapshot: Snapshot, wants: &Wants) -> Self {
        enforcement::note_gaps(&mut snapshot);
        let mut gaps = std::mem::take(&mut snapshot.gaps);
        let mut notes = std::mem::take(&mut snapshot.notes);
        let (policies, unreadable) = PolicySet::of(&snapshot);
        gaps.extend(unreadable);
        notes.extend(policies.notes());
        let coverage = coverage::remark(&snapshot, wants, &policies);
        gaps.extend(coverage.gaps);
        notes.extend(coverage.notes);
        let enforcement = Enforcement::of(&snapshot);
        notes.extend(enforcement.notes());
        gaps.sort();
        gaps.dedup();
        notes.sort();
        notes.dedup();
        Self {
            snapshot,
            policies,
            gaps,
            notes,
            enforcement,
        }
    }
}
