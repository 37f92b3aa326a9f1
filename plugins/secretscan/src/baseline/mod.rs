//! What is known and accepted, so that a run tells what is new.
//!
//! An entry accepts a value by its fingerprint under the baseline's own key. So it survives that an
//! object is renamed or moved, works on every machine, and does not accept what the value is rotated
//! to, unless it accepts a place instead. Accepting a credential that is stored in a Secret does not
//! accept that it leaks.

mod document;
mod entry;
mod file;
mod key;

pub use document::Baseline;
pub use entry::{Entry, Reported};
pub use file::{BaselineError, read, write};
pub use key::installed_key;
