//! The folder of one process for the temporary files of its jobs. A lock that the system frees when the process ends,
//! however it ends, tells the folders of the living from those of the dead.

use std::{
    fs::{File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use crate::error::AppError;

/// A held folder. Its name is also the name of the worker in job rows.
#[derive(Debug)]
pub(super) struct Scratch {
    name: String,
    folder: PathBuf,
    _lock: File,
}

impl Scratch {
    /// Makes and holds the folder `name` under `root`.
    pub(super) async fn open(root: &Path, name: &str) -> Result<Self, AppError> {
        let (folder, name) = (root.join(name), name.to_owned());
        off_thread(move || {
            std::fs::create_dir_all(&folder)?;
            let lock = File::create(folder.join("lock"))?;
            lock.try_lock().map_err(io::Error::from)?;
            Ok(Self { name, folder, _lock: lock })
        })
        .await
    }

    /// Folders under `root` whose process is gone; each is now held by the caller.
    pub(super) async fn leftovers(root: &Path) -> Result<Vec<Self>, AppError> {
        let root = root.to_owned();
        off_thread(move || {
            let mut dead = Vec::new();
            for entry in std::fs::read_dir(&root)? {
                let folder = entry?.path();
                let Some(name) = folder.file_name().and_then(|n| n.to_str()).map(str::to_owned) else { continue };
                let Ok(lock) = File::open(folder.join("lock")) else { continue };
                match lock.try_lock() {
                    Ok(()) => dead.push(Self { name, folder, _lock: lock }),
                    Err(TryLockError::WouldBlock) => {}
                    Err(TryLockError::Error(error)) => return Err(error),
                }
            }
            Ok(dead)
        })
        .await
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Where the files of one job go.
    pub(super) fn folder_of(&self, job: i64) -> PathBuf {
        self.folder.join(job.to_string())
    }

    /// Removes the folder with everything in it.
    pub(super) async fn remove(self) {
        if let Err(error) = tokio::fs::remove_dir_all(&self.folder).await {
            tracing::warn!(%error, folder = %self.folder.display(), "temporary files were left");
        }
    }
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, AppError> {
    tokio::task::spawn_blocking(work).await.map_err(AppError::internal)?.map_err(AppError::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_dead_leave_folders() {
        let root = tempfile::tempdir().unwrap();
        let living = Scratch::open(root.path(), "living").await.unwrap();
        let dead = Scratch::open(root.path(), "dead").await.unwrap();
        std::fs::create_dir(dead.folder_of(7)).unwrap();
        drop(dead);
        let found = Scratch::leftovers(root.path()).await.unwrap();
        assert_eq!(found.iter().map(Scratch::name).collect::<Vec<_>>(), ["dead"]);
        for scratch in found {
            scratch.remove().await;
        }
        assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
        living.remove().await;
    }
}
