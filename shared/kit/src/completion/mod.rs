//! Shell completion through kubectl.
//!
//! kubectl runs `kubectl_complete-NAME` from PATH with the words after the plugin's name, the last
//! of them possibly empty, and reads one candidate a line, `word<TAB>description`, and a last line
//! `:N` with what the shell may add (kubectl `pkg/cmd/plugin/plugin_completion.go`; N is cobra's
//! `ShellCompDirective`). The plugin's own binary answers when it is started under that name, so
//! a symbolic link installs completion.
//!
//! Words and flags come from the plugin's clap command; names that only the cluster knows come
//! from the plugin, which has a second for them. Nothing is ever said on stderr, and whatever fails
//! completes to nothing.
//!
//! # Why
//!
//! `clap_complete` writes scripts for shells, which kubectl does not read; its dynamic engine is
//! unstable and registers itself with the shell by environment variables.

mod candidates;
pub mod cluster_names;
mod reply;
mod typed;

pub use candidates::Candidate;
pub use reply::{answer, complete};
pub use typed::{Place, Slot};
