//! Plain files: found, read, and shown to watches on several threads.

mod find;
mod read;

pub(crate) use find::find;
pub(crate) use read::{read, unreadable};
