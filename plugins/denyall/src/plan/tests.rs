//! Plans for small clusters, with ledgers written by hand.

mod addresses;
mod cluster;
mod folder;
mod peers;
mod property;
mod scale;
mod scene;
mod stages;
