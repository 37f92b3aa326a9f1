//! Whole searches: what is found in texts and pairs as they are written out there, and what is not.

mod code;
mod commands;
mod forms;
mod keys;
mod noise;
mod pairs;
mod programs;
mod prose;
mod rules;
pub(super) mod samples;
mod texts;
mod traps;
