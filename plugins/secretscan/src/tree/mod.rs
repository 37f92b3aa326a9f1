//! A document as a tree, from JSON or YAML, borrowed from its text where it can be.

use std::borrow::Cow;

/// A document or a part of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree<'t> {
    /// Nothing.
    Null,
    /// A number or a boolean, as it is written.
    Scalar(Cow<'t, str>),
    /// A text.
    Text(Cow<'t, str>),
    /// A list.
    List(Vec<Tree<'t>>),
    /// Keys and values, in the order in which they stand.
    Map(Vec<(Cow<'t, str>, Tree<'t>)>),
}
