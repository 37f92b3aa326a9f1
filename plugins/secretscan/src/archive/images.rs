//! In which images a credential lies: a layer may be part of several.

use crate::{
    finding::{Findings, ImagePlace, Sighting},
    image::{Image, ImageOutline, Layer},
};

/// What an image is called: its first name, or its digest, or the archive.
pub(super) fn name(image: &Image, archive: &str) -> String {
    let named = image.names.first().or(image.digest.as_ref());
    let name = named.cloned().unwrap_or_else(|| archive.to_owned());
    match &image.platform {
        Some(platform) => format!("{name} ({platform})"),
        None => name,
    }
}

/// Tells of each sighting in a layer the images that use it, and what hides it there.
pub(super) fn assign(findings: Findings, outline: &ImageOutline, archive: &str) -> Findings {
    let mut assigned = Findings::default();
    for sighting in findings.into_sightings() {
        let index = sighting.image.as_ref().and_then(|place| place.layer);
        let layer = index.and_then(|index| outline.layers.get(index));
        let Some(layer) = layer else {
            assigned.add(sighting);
            continue;
        };
        let mut is_used = false;
        for image in outline.users(layer.index) {
            is_used = true;
            assigned.add(within(&sighting, image, layer, outline, archive));
        }
        if !is_used {
            assigned.add(sighting);
        }
    }
    assigned
}

fn within(
    sighting: &Sighting,
    image: &Image,
    layer: &Layer,
    outline: &ImageOutline,
    archive: &str,
) -> Sighting {
    let mut sighting = sighting.clone();
    sighting.whereabouts.object.name = name(image, archive);
    let position = |index| image.layers.iter().position(|used| used.layer == index);
    let file = sighting.image.as_ref().and_then(|place| place.file.clone());
    let hidden_by = file.and_then(|file| {
        let hiding = outline.hidden_by(image.index, layer.index, &file)?;
        position(hiding.layer)
    });
    sighting.image = sighting.image.map(|place| ImagePlace {
        layer: position(layer.index),
        hidden_by,
        ..place
    });
    sighting
}
