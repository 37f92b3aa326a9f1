//! Where a watch is.

use plugin_kit::object::ObjectRef;

use crate::finding::{Class, ImagePlace, Whereabouts};

/// Where a watch is.
#[derive(Debug, Clone)]
pub struct Place {
    /// In what.
    pub whereabouts: Whereabouts,
    /// Whether credentials belong there.
    pub class: Class,
    /// How many steps of the trail lead to the thing whose parts belong together, such as a
    /// container: the halves of an AWS access key are joined there first.
    pub scope: usize,
    /// In an image.
    pub image: Option<ImagePlace>,
}

impl Place {
    /// In something in which no credential belongs; files and images are such.
    #[must_use]
    pub fn leak(object: ObjectRef) -> Self {
        Self {
            whereabouts: Whereabouts {
                object,
                group: String::new(),
            },
            class: Class::Leak,
            scope: 0,
            image: None,
        }
    }
}
