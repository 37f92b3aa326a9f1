//! `kubectl denyall diff`: connections gained and lost between two snapshots.
//!
//! Other commands compare two solutions of one network by `difference`.

mod command;
mod joint;
mod refinement;
mod report;
mod side;

pub(crate) use command::run;
pub use report::{Change, DiffReport, Item, Summary};
#[expect(unused_imports, reason = "what other commands compare policies with")]
pub(crate) use {
    joint::{Changed, Difference, difference},
    side::Side,
};
