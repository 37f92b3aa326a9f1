//! The flags that say how policies are read.

use clap::{Args, ValueEnum};

use crate::verdict::{AddressBlocks, Profile, Semantics};

/// How policies are read; flatten it into a command's arguments.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Analysis")]
pub(crate) struct AnalysisArgs {
    /// Whose reading of the policies to answer by; where the one that was detected differs, both
    /// are shown
    #[arg(long, value_name = "PROFILE", value_enum, default_value_t)]
    pub(crate) profile: Profile,

    /// Whether an ipBlock matches the addresses of pods, whatever the profile says
    #[arg(long, value_name = "WHEN", value_enum)]
    pub(crate) ipblock_matches_pods: Option<BlocksMatchPods>,
}

/// Whether an `ipBlock` matches the addresses of pods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum BlocksMatchPods {
    /// It does
    Always,
    /// It matches addresses outside the cluster, and nodes, only
    Never,
}

impl AnalysisArgs {
    /// How policies are read.
    pub(crate) const fn semantics(&self) -> Semantics {
        self.semantics_of(self.profile)
    }

    /// How policies are read in another profile, under the same flags.
    pub(crate) const fn semantics_of(&self, profile: Profile) -> Semantics {
        let semantics = profile.semantics();
        let address_blocks = match (self.ipblock_matches_pods, semantics.address_blocks) {
            (Some(BlocksMatchPods::Always), _) => AddressBlocks::MatchPodsAndNodes,
            (Some(BlocksMatchPods::Never), AddressBlocks::MatchPodsAndNodes) => {
                AddressBlocks::MatchNodes
            }
            (None | Some(BlocksMatchPods::Never), blocks) => blocks,
        };
        Semantics {
            address_blocks,
            ..semantics
        }
    }
}
