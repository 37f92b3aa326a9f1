//! The 24 rules of `NetworkPolicy`, one table each.

mod addresses;
mod isolation;
mod peers;
mod ports;
