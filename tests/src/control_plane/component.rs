//! The parts of a control plane: what each is called, and which pinned Go module it is built from.

/// A program of the control plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Component {
    /// The store behind the API server.
    Etcd,
    /// The API server.
    KubeApiserver,
    /// The built-in controllers: aggregated roles, service accounts, workloads.
    KubeControllerManager,
    /// Puts pods on nodes; only for tests of rollouts.
    KubeScheduler,
    /// Plays nodes and kubelets; only for tests of rollouts.
    Kwok,
}

/// A pinned Go module in this package's `control-plane` folder.
#[derive(Debug)]
pub(super) struct Module {
    /// Its folder's name.
    pub(super) folder: &'static str,
    /// The Go module whose release names the binaries.
    release_of: &'static str,
    go_mod: &'static str,
    go_sum: &'static str,
}

const KUBERNETES: Module = Module {
    folder: "kubernetes",
    release_of: "k8s.io/kubernetes",
    go_mod: include_str!("../../control-plane/kubernetes/go.mod"),
    go_sum: include_str!("../../control-plane/kubernetes/go.sum"),
};

const KWOK: Module = Module {
    folder: "kwok",
    release_of: "sigs.k8s.io/kwok",
    go_mod: include_str!("../../control-plane/kwok/go.mod"),
    go_sum: include_str!("../../control-plane/kwok/go.sum"),
};

impl Component {
    /// The executable's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Etcd => "etcd",
            Self::KubeApiserver => "kube-apiserver",
            Self::KubeControllerManager => "kube-controller-manager",
            Self::KubeScheduler => "kube-scheduler",
            Self::Kwok => "kwok",
        }
    }

    pub(super) fn package(self) -> &'static str {
        match self {
            Self::Etcd => "go.etcd.io/etcd/server/v3",
            Self::KubeApiserver => "k8s.io/kubernetes/cmd/kube-apiserver",
            Self::KubeControllerManager => "k8s.io/kubernetes/cmd/kube-controller-manager",
            Self::KubeScheduler => "k8s.io/kubernetes/cmd/kube-scheduler",
            Self::Kwok => "sigs.k8s.io/kwok/cmd/kwok",
        }
    }

    pub(super) fn module(self) -> &'static Module {
        match self {
            Self::Kwok => &KWOK,
            _ => &KUBERNETES,
        }
    }

    /// How long a build takes on two cores, for whoever waits.
    pub(super) fn build_time(self) -> &'static str {
        match self {
            Self::Etcd => "about 1 minute",
            Self::KubeApiserver => "about 5 minutes",
            Self::KubeControllerManager | Self::KubeScheduler | Self::Kwok => "about 2 minutes",
        }
    }
}

impl Module {
    /// The pinned release, such as `v1.37.2`.
    pub(super) fn version(&self) -> &'static str {
        self.go_mod
            .lines()
            .filter(|line| !line.contains("=>"))
            .map(|line| line.trim().trim_start_matches("require "))
            .find_map(|line| line.strip_prefix(self.release_of)?.strip_prefix(' '))
            .and_then(|rest| rest.split_whitespace().next())
            .unwrap_or("v0.0.0")
    }

    /// The name of the cache folder: the release, a digest of everything that is pinned, and the
    /// machine it is for, since a home folder may be shared.
    pub(super) fn cache_name(&self) -> String {
        format!(
            "{}-{:016x}-{}-{}",
            self.version(),
            fingerprint(&[self.go_mod, self.go_sum]),
            std::env::consts::OS,
            std::env::consts::ARCH
        )
    }

    /// The linker flags: without a version, Kubernetes says that it is v0.0.0.
    pub(super) fn linker_flags(&self) -> String {
        let version = self.version();
        let mut numbers = version.trim_start_matches('v').split('.');
        let (major, minor) = (numbers.next().unwrap_or("0"), numbers.next().unwrap_or("0"));
        let set = "-X k8s.io/component-base/version";
        format!("-s -w {set}.gitVersion={version} {set}.gitMajor={major} {set}.gitMinor={minor}")
    }
}

/// FNV-1a: tells two pins apart and stays the same in every Rust release.
fn fingerprint(texts: &[&str]) -> u64 {
    texts
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_release_is_read_from_the_pinned_module() {
        assert_eq!(KUBERNETES.version(), "v1.37.2");
        assert_eq!(KWOK.version(), "v0.8.0");
        assert!(KUBERNETES.linker_flags().ends_with("version.gitMinor=37"));
    }

    #[test]
    fn another_pin_is_another_cache_folder() {
        assert_ne!(KUBERNETES.cache_name(), KWOK.cache_name());
        assert!(KUBERNETES.cache_name().starts_with("v1.37.2-"));
    }
}
