//! Who is shown what was unfolded.

use super::Trail;
use crate::{detect::Medium, tree::Tree};

/// Is shown everything that is unfolded, each text once.
pub trait Visitor {
    /// A text without known structure, or one whose comments and loose ends are worth a look beside
    /// its values.
    fn text(&mut self, at: &Trail, bytes: &[u8], medium: Medium);

    /// A value with its name: keys from the outermost to the innermost.
    fn value(&mut self, at: &Trail, keys: &[&str], value: &[u8]);

    /// A document; `true` says that it has been dealt with, values and all.
    fn document(&mut self, _at: &mut Trail, _tree: &Tree<'_>) -> bool {
        false
    }

    /// Something was not read.
    fn unread(&mut self, at: &Trail, why: Limit);
}

/// Why something was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limit {
    /// It is folded up more often than is followed.
    Depth,
    /// What it unfolds to is larger than the budget of one value or file.
    Bytes,
    /// It grows out of all proportion when it is unpacked.
    Ratio,
    /// It has more members than are looked at.
    Members,
    /// It breaks off or is damaged.
    Damaged,
    /// It is encrypted.
    Encrypted,
    /// Its kind of compression is not known here.
    Unsupported,
}

impl Limit {
    /// What stands in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Depth => "it is folded up too often",
            Self::Bytes => "it unfolds to too much",
            Self::Ratio => "it grows out of all proportion when it is unpacked",
            Self::Members => "it has too many members",
            Self::Damaged => "it is damaged or breaks off",
            Self::Encrypted => "it is encrypted",
            Self::Unsupported => "its kind of compression is not supported",
        }
    }
}
