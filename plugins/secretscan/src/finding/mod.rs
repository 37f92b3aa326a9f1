//! From sightings to findings: one finding a credential, with every place it lies in.
//!
//! A sighting keeps no value. What tells values apart is a keyed fingerprint, so nothing that is
//! kept for a report, a baseline or a crash dump holds a credential.

mod class;
mod collect;
mod fingerprint;
mod item;
mod present;
mod redacted;
mod sighting;
mod surroundings;

pub use class::Class;
pub use collect::{Findings, Merged};
pub use fingerprint::{Fingerprint, Fingerprinter, KEY_BYTES};
pub use item::{AwsAccessKey, ImagePlace, Item, Location, Owner, Verified};
pub use present::present;
pub use redacted::Redacted;
pub use sighting::{Sighting, Whereabouts};
pub use surroundings::{Alone, Surroundings};
