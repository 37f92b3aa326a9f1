//! Who a subject of a binding is, and which groups and AWS principals that means.
//!
//! | looking for | file |
//! |---|---|
//! | what a subject names; service accounts and their user names | [`subject`] |
//! | the groups that an identity is in without a binding saying so | [`groups`] |
//! | the AWS principals behind a user or group | [`aws`] |

pub mod aws;
pub mod groups;
pub mod subject;

pub use aws::{IamPrincipal, IamSource};
pub use subject::Identity;
