//! The commands: from their arguments to an exit code.

mod baseline;
mod cluster;
mod context;
mod files;
mod image;
mod outcome;
mod permissions;
mod rules;

pub(crate) use baseline::run as baseline;
pub(crate) use cluster::run as cluster;
pub(crate) use context::Context;
pub(crate) use files::run as files;
pub(crate) use image::run as image;
pub(crate) use permissions::run as permissions;
pub(crate) use rules::run as rules;
