//! What Helm keeps of each revision of a release, in Secrets or in config maps.

mod protobuf;
mod release;
mod tiller;

pub(super) use release::is_release;
pub(super) use tiller::is_tiller;
