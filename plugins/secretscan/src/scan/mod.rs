//! Looks at everything that is shown and keeps what it sees, without the values.
//!
//! A [`Lookout`] knows what to look for and is shared by threads. A [`Watch`] is one thread's: it is
//! told where it is, shown texts and values there, and writes down sightings and what was not read.

mod aws;
mod lines;
mod lookout;
mod mask;
mod objects;
mod package;
mod place;
mod watch;

pub use lookout::{Lookout, Store};
pub use objects::Objects;
pub use place::Place;
pub use watch::{Seen, Watch};
