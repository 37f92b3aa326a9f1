//! What the API server itself counted, so that the plugin is not the only witness.

use std::thread;
use std::time::Duration;

use crate::Error;
use crate::api::Api;

/// A request is counted a moment after its answer has left.
const SETTLING: Duration = Duration::from_millis(300);

/// Requests that the API server counted since it started, or within some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Pages of lists of RBAC objects.
    pub(super) lists: usize,
    /// Questions to the authorizer: `SubjectAccessReview` and its kin.
    pub(super) reviews: usize,
}

impl Counts {
    /// Reads the counters.
    pub(super) fn read(api: &Api) -> Result<Self, Error> {
        thread::sleep(SETTLING);
        Ok(Self::of(&api.get_text("/metrics")?))
    }

    /// What was added since `earlier`.
    pub(super) const fn since(self, earlier: Self) -> Self {
        Self {
            lists: self.lists - earlier.lists,
            reviews: self.reviews - earlier.reviews,
        }
    }

    fn of(metrics: &str) -> Self {
        let mut counts = Self::default();
        for line in metrics.lines() {
            let Some((labels, value)) = line
                .strip_prefix("apiserver_request_total{")
                .and_then(|line| line.rsplit_once("} "))
            else {
                continue;
            };
            let has = |label: &str| labels.contains(label);
            let value: usize = value.trim().parse().unwrap_or_default();
            if has("group=\"rbac.authorization.k8s.io\"") && has("verb=\"LIST\"") {
                counts.lists += value;
            } else if has("group=\"authorization.k8s.io\"") {
                counts.reviews += value;
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_reviews_are_told_from_everything_else() {
        let metrics = "\
# TYPE apiserver_request_total counter
apiserver_request_total{code=\"200\",group=\"rbac.authorization.k8s.io\",resource=\"roles\",verb=\"LIST\"} 20
apiserver_request_total{code=\"200\",group=\"rbac.authorization.k8s.io\",resource=\"roles\",verb=\"WATCH\"} 7
apiserver_request_total{code=\"201\",group=\"authorization.k8s.io\",resource=\"subjectaccessreviews\",verb=\"POST\"} 3
other{verb=\"LIST\"} 9
";
        assert_eq!(
            Counts::of(metrics),
            Counts {
                lists: 20,
                reviews: 3
            }
        );
    }
}
