//! Locks between processes: an open file whose lock ends with the process, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use crate::Error;

/// A held lock; dropping it releases it.
#[derive(Debug)]
pub(crate) struct FileLock {
    _file: File,
}

impl FileLock {
    /// Waits until nobody else holds the lock.
    pub(crate) fn exclusive(path: &Path) -> Result<Self, Error> {
        let file = open(path)?;
        file.lock()
            .map_err(Error::io(format!("lock {}", path.display())))?;
        Ok(Self { _file: file })
    }

    /// Waits until nobody holds the lock exclusively.
    pub(crate) fn shared(path: &Path) -> Result<Self, Error> {
        let file = open(path)?;
        file.lock_shared()
            .map_err(Error::io(format!("lock {}", path.display())))?;
        Ok(Self { _file: file })
    }

    /// Takes the lock if nobody holds it at all.
    pub(crate) fn try_exclusive(path: &Path) -> Result<Option<Self>, Error> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => {
                Err(Error::io(format!("lock {}", path.display()))(error))
            }
        }
    }
}

fn open(path: &Path) -> Result<File, Error> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
        .map_err(Error::io(format!("open the lock {}", path.display())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exclusive_lock_waits_for_every_shared_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = FileLock::shared(&path).unwrap();
        let second = FileLock::shared(&path).unwrap();
        assert!(FileLock::try_exclusive(&path).unwrap().is_none());
        drop(first);
        assert!(FileLock::try_exclusive(&path).unwrap().is_none());
        drop(second);
        assert!(FileLock::try_exclusive(&path).unwrap().is_some());
    }
}
