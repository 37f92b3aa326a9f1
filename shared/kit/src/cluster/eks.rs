//! Recognises Amazon EKS.
//!
//! The server's host name says it, or the credential plugin, or else the version. Nothing is
//! concluded from their silence: a cluster without evidence is simply not taken for EKS, and
//! reports then leave AWS out.
//! Rules: "Amazon EKS cluster endpoint access" (host names), `aws eks update-kubeconfig` (the
//! plugin), "Amazon EKS Kubernetes versions" (`v1.33.1-eks-…`).

/// Ends of the host names of EKS endpoints; the part before `.eks` is the cluster's.
const COMMERCIAL: &str = ".eks.amazonaws.com";
const CHINA: &str = ".eks.amazonaws.com.cn";
/// Dual-stack endpoints.
const DUAL_STACK: [&str; 2] = [".api.aws", ".api.amazonwebservices.com.cn"];

/// What the host name says.
pub(crate) fn from_host(host: &str) -> Option<String> {
    let name = host.trim_end_matches('.').to_ascii_lowercase();
    let regional = name
        .strip_suffix(".amazonaws.com")
        .or_else(|| name.strip_suffix(".amazonaws.com.cn"));
    let is_eks = name.ends_with(COMMERCIAL)
        || name.ends_with(CHINA)
        || regional.is_some_and(|rest| rest.contains(".eks."))
        || DUAL_STACK
            .iter()
            .any(|end| name.ends_with(end) && name.contains(".eks-cluster."));
    is_eks.then(|| format!("the API server's host name {name}"))
}

/// What the credential plugin says: `aws eks get-token`, also behind a wrapper, or
/// `aws-iam-authenticator`.
pub(crate) fn from_command(command: &[String]) -> Option<String> {
    let names: Vec<&str> = command
        .iter()
        .map(|word| word.rsplit(['/', '\\']).next().unwrap_or(word))
        .map(|name| name.strip_suffix(".exe").unwrap_or(name))
        .collect();
    if names.contains(&"aws-iam-authenticator") {
        return Some("the credential plugin aws-iam-authenticator".to_owned());
    }
    let gets_token = names.windows(2).any(|words| words == ["eks", "get-token"]);
    gets_token.then(|| "the credential plugin aws eks get-token".to_owned())
}

/// What the API server's `gitVersion` says.
pub(crate) fn from_version(version: &str) -> Option<String> {
    version
        .contains("-eks-")
        .then(|| format!("the API server's version {version}"))
}

#[cfg(test)]
mod tests {
    use super::{from_command, from_host, from_version};

    #[test]
    fn endpoints_of_every_partition_are_recognised() {
        for host in [
            "ABC123.gr7.eu-west-1.eks.amazonaws.com",
            "ABC123.yl4.cn-north-1.eks.amazonaws.com.cn",
            "abc.eks.us-gov-west-1.amazonaws.com",
            "abc.eks-cluster.eu-west-1.api.aws",
            "abc.eks-cluster.cn-north-1.api.amazonwebservices.com.cn",
        ] {
            assert!(from_host(host).is_some(), "{host}");
        }
    }

    #[test]
    fn other_hosts_are_not() {
        for host in [
            "localhost",
            "10.0.0.1",
            "eks.amazonaws.com.example.org",
            "abc.ec2.eu-west-1.amazonaws.com",
            "abc.s3.eu-west-1.api.aws",
            "notreallyeks.amazonaws.com",
        ] {
            assert_eq!(from_host(host), None, "{host}");
        }
    }

    #[test]
    fn plugins_are_recognised_by_path_and_behind_wrappers() {
        let command = |words: &[&str]| -> Option<String> {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            from_command(&words)
        };
        assert!(command(&["aws", "--region", "eu-west-1", "eks", "get-token"]).is_some());
        assert!(command(&["aws-vault", "exec", "prod", "--", "aws", "eks", "get-token"]).is_some());
        assert!(command(&["/usr/local/bin/aws-iam-authenticator", "token", "-i", "c"]).is_some());
        assert!(command(&["aws", "sts", "get-session-token"]).is_none());
        assert!(command(&["gke-gcloud-auth-plugin"]).is_none());
    }

    #[test]
    fn versions_are_recognised_by_their_build() {
        assert!(from_version("v1.33.1-eks-595af52").is_some());
        assert!(from_version("v1.33.1+k3s1").is_none());
    }
}
