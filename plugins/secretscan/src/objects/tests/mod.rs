//! Every place in which objects hold text, one test a place.

mod annotations;
mod config;
mod custom;
mod helm;
mod nested;
mod pods;
mod properties;
mod quiet;
mod relations;
