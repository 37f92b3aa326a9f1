//! AWS identity without the AWS SDK.
//!
//! What a Kubernetes plugin has to know about AWS when it can only read the cluster: how an ARN
//! is built, what the id of an access key says, and whom the `aws-auth` config map of Amazon EKS lets in as which user and groups.

pub mod access_key;
pub mod arn;
pub mod aws_auth;

pub use access_key::AccessKeyId;
pub use arn::Arn;
pub use aws_auth::AwsAuth;
