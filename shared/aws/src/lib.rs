//! AWS identity without the AWS SDK.
//!
//! What a Kubernetes plugin has to know about AWS when it can only read the cluster: how an ARN
//! is built, and whom the `aws-auth` config map of Amazon EKS lets in as which user and groups.

pub mod arn;
pub mod aws_auth;

pub use arn::Arn;
pub use aws_auth::AwsAuth;
