//! Whole searches: what is found in texts and pairs as they are written out there, and what is not.

mod noise;
mod pairs;
mod rules;
mod samples;
mod texts;
mod traps;
