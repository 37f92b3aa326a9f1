//! The engine of `kubectl denyall` against a second reading of the specifications, rule by rule
//! and over random clusters.
#![expect(
    clippy::needless_pass_by_value,
    reason = "tables and builders read best with json! in place of an argument"
)]

#[cfg(test)]
mod differential;
#[cfg(test)]
mod engines;
#[cfg(test)]
mod judge;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod random;
#[cfg(test)]
mod rules;
#[cfg(test)]
mod table;
#[cfg(test)]
mod tiers;
