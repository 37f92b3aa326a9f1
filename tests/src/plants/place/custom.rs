//! Row 12: what the tables of custom resources have in common.

use serde_json::Value;

use super::{Placement, Spot};
use crate::plants::credential::{Credential, Fits};

/// Kind, API version, what a report calls the place, what it fits, and the fields beside metadata.
pub(super) type Row = (
    &'static str,
    &'static str,
    &'static str,
    Fits,
    fn(&Credential) -> Value,
);

/// One placement a row; kinds that are cluster-wide in life are namespaced here.
pub(super) fn placements(rows: &'static [Row]) -> Vec<Placement> {
    rows.iter()
        .map(|&(kind, api_version, place, fits, fields)| {
            let name = format!("{kind}, {place}");
            Placement::new(name, fits, move |credential: &Credential, spot: &Spot| {
                spot.object(api_version, kind, fields(credential))
            })
        })
        .collect()
}
