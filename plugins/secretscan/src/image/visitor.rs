//! Who is shown what an image holds.

use std::ops::Range;

use super::{Place, Unread};
use crate::unfold::{Trail, Visitor};

/// Is shown everything in an image: first a place is entered, then texts and values are shown by
/// the methods of [`Visitor`], then the place is left.
pub trait ImageVisitor: Visitor {
    /// What is shown from now on lies here. Places are not nested.
    fn enter(&mut self, place: &Place<'_>);

    /// The place has been shown; says whether it held a finding. Only paths of findings are
    /// remembered and compared with later layers.
    fn leave(&mut self) -> Seen;

    /// The next text is a part of a file that is too large to be shown as a whole. What is shown
    /// after it, of what is encoded in it, is none.
    fn window(&mut self, _window: &Window) {}

    /// Something was not read. The place need not have been entered.
    fn missed(&mut self, place: &Place<'_>, inside: &Trail, why: Unread);
}

/// A visitor to whom several threads can show files, each to one of its own.
pub trait Shared: ImageVisitor + Send + Sized {
    /// One that has seen nothing yet.
    #[must_use]
    fn apart(&self) -> Self;

    /// Takes in what another has seen, as if it had been shown here now.
    fn join(&mut self, later: Self);
}

/// Whether a place held a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing was found.
    Nothing,
    /// Something was found.
    Finding,
}

/// A part of a large file.
///
/// Windows overlap, so that nothing is torn apart. What starts in `own` of this window starts in
/// `own` of no other: a finding that starts outside is shown again, with more around it, or has
/// been shown before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Where the text starts in the file.
    pub offset: u64,
    /// The part of the text that this window owns.
    pub own: Range<usize>,
    /// Line breaks before the text.
    pub lines: u64,
}
