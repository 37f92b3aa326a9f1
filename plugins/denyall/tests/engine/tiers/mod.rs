//! The cluster-wide tiers: their order, their four shapes, and what nobody can know.

mod order;
mod peers;
mod shapes;
