//! Network flows that were observed, from log files.
//!
//! | looking for | file |
//! |---|---|
//! | what a flow is | `flow` |
//! | what a file gave, and what it did not | `log` |
//! | how a file is read | `read`, `lines`, `merge` |
//! | which end opened a connection | `opener` |
//! | the EKS network policy agent | `agent` |
//! | VPC flow logs | `vpc` |
//! | Hubble | `hubble` |
//! | a table with a header | `table` |
//!
//! ```
//! let line = b"Node: n;SIP: 10.0.0.1;SPORT: 40000;DIP: 10.0.0.2;DPORT: 80;PROTOCOL: TCP;PolicyVerdict: ACCEPT";
//! let log = denyall::flows::read("agent.log", &line[..]).unwrap();
//! assert_eq!(log.flows[0].port, 80);
//! ```

mod agent;
mod flow;
mod hubble;
mod json;
mod lines;
mod log;
mod merge;
mod opener;
mod read;
mod reading;
mod table;
mod time;
mod vpc;

#[cfg(test)]
mod tests;

pub use flow::{Direction, FlowEnd, FlowFormat, FlowVerdict, FlowWorkload, ObservedFlow, Opener};
pub use log::{FlowError, FlowLog, SkipReason, SkippedLine};
pub use read::read;
