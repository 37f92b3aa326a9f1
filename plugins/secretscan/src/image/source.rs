//! Where an image archive lies.

use std::path::{Path, PathBuf};

use super::ImageError;

/// A file or folder that holds images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageSource {
    /// What `docker save` or an OCI exporter wrote; plain, or compressed as a whole.
    File(PathBuf),
    /// An OCI layout, or an unpacked `docker save`.
    Folder(PathBuf),
}

impl ImageSource {
    /// The archive at a path, which must exist.
    ///
    /// ```
    /// use secretscan::image::{ImageError, ImageSource};
    ///
    /// let error = ImageSource::at("no/such/image.tar".as_ref()).unwrap_err();
    /// assert_eq!(error.to_string(), "cannot read image archive no/such/image.tar");
    /// assert!(error.hint().unwrap().contains("docker save"));
    /// ```
    pub fn at(path: &Path) -> Result<Self, ImageError> {
        let metadata = std::fs::metadata(path).map_err(|source| ImageError::Read {
            path: path.to_owned(),
            source,
        })?;
        Ok(if metadata.is_dir() {
            Self::Folder(path.to_owned())
        } else {
            Self::File(path.to_owned())
        })
    }

    /// The path as the user named it.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::File(path) | Self::Folder(path) => path,
        }
    }
}
