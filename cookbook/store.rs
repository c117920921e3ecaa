//! Where durable recipes keep what they acknowledged: one database, and one thread that writes to it.
//!
//! A handler hands in a job and awaits its commit. All jobs that wait are committed together, so that many writes share
//! one trip to the disk; each is told once that trip is over. Reads see committed state and wait for nobody.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use acton_reactive::prelude::Declined;
use parking_lot::RwLock;
use redb::backends::{FileBackend, InMemoryBackend};
use redb::{
    Database, DatabaseError, ReadTransaction, ReadableDatabase, ReadableTable, StorageBackend,
    TableDefinition, WriteTransaction,
};
use tokio::sync::oneshot;

mod committed;
mod flags;
mod job;
mod overlay;
mod refusal;
mod sound;
mod watched;

pub use committed::Committed;
pub use flags::DataFlags;
pub use refusal::StoreError;

use job::{Job, Write};
use overlay::Overlay;
use watched::Watched;

/// Jobs that wait for the thread; one more is refused.
const MOST_WAITING: usize = 4_096;

/// Jobs of one commit.
const MOST_TOGETHER: usize = 1_024;

/// How many commits there were: tells whether one that failed is on disk after all.
const COMMITS: TableDefinition<'_, (), u64> = TableDefinition::new("commits");

/// A database and its writing thread. Cheap to clone; the thread ends with the last clone, once what was handed in is
/// committed.
#[derive(Clone)]
pub struct Store {
    database: Arc<Opened>,
    jobs: SyncSender<Box<dyn Job>>,
}

/// The database, and how it is opened again after a failure, which it does not survive.
struct Opened {
    open: Box<Opener>,
    current: RwLock<Option<Database>>,
    /// A sync failed: nothing is written on top of what may be lost, until somebody starts it again.
    has_failed: Arc<AtomicBool>,
}

type Opener = dyn Fn(Use) -> Result<Database, DatabaseError> + Send + Sync;

/// What a database is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Writing,
    /// Its disk takes nothing.
    Reading,
}

impl Store {
    /// Opens `NAME.redb` in `directory`, which is made if it is not there; without one the store lives in memory and
    /// forgets.
    pub fn open(directory: Option<&Path>, name: &str) -> Result<Self, StoreError> {
        let Some(directory) = directory else {
            return Self::start(Path::new("in memory"), || Ok(InMemoryBackend::new()));
        };
        let path = directory.join(name).with_extension("redb");
        let failed = |reason| StoreError::new(&path, storage(reason));
        let is_new = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let new_folders = directory.ancestors().take_while(is_new).count();
        std::fs::create_dir_all(directory).map_err(failed)?;
        let file = File::options().read(true).write(true).create(true).truncate(false).open(&path);
        let file = file.map_err(failed)?;
        // Ours for as long as the store lives, also while its database is opened again.
        file.try_lock().map_err(|reason| {
            let reason = match reason {
                TryLockError::WouldBlock => DatabaseError::DatabaseAlreadyOpen,
                TryLockError::Error(reason) => storage(reason),
            };
            StoreError::new(&path, reason)
        })?;
        let store = Self::start(&path, move || FileBackend::new(file.try_clone().map_err(storage)?))?;
        // What is new outlasts a power cut only once the folder that names it is on disk as well.
        for folder in directory.canonicalize().map_err(failed)?.ancestors().take(new_folders + 1) {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        }
        Ok(store)
    }

    fn start<D: StorageBackend>(
        path: &Path,
        disk: impl Fn() -> Result<D, DatabaseError> + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        let has_failed = Arc::new(AtomicBool::new(false));
        let seen = has_failed.clone();
        let disk = move || Ok::<_, DatabaseError>(Watched { disk: disk()?, has_failed: seen.clone() });
        let open = move |for_what| match for_what {
            Use::Writing => Database::builder().create_with_backend(disk()?),
            Use::Reading => Database::builder().create_with_backend(Overlay::new(disk()?).map_err(storage)?),
        };
        let first = sound::opened(|| open(Use::Writing)).map_err(|reason| StoreError::new(path, reason))?;
        let database =
            Arc::new(Opened { open: Box::new(open), current: RwLock::new(Some(first)), has_failed });
        let (jobs, waiting) = sync_channel(MOST_WAITING);
        let served = database.clone();
        thread::Builder::new()
            .name("store".into())
            .spawn(move || served.serve(&waiting))
            .map_err(|reason| StoreError::new(path, storage(reason)))?;
        Ok(Self { database, jobs })
    }

    /// Applies `work` after everything handed in before, and resolves once it is on disk. What `work` returns is the
    /// answer; an answer that is an error must not have changed anything.
    ///
    /// Handed in at once, not at the first poll.
    pub fn write<R: Send + 'static>(
        &self,
        work: impl FnOnce(&WriteTransaction) -> Result<R, redb::Error> + Send + 'static,
    ) -> Committed<R> {
        let (tell, told) = oneshot::channel();
        match self.jobs.try_send(Box::new(Write::new(work, tell))) {
            Ok(()) => Committed::queued(told),
            Err(TrySendError::Full(_)) => Committed::refused(refusal::busy()),
            Err(TrySendError::Disconnected(_)) => Committed::refused(refusal::stopped()),
        }
    }

    /// Looks at what is committed.
    pub fn read<R>(
        &self,
        look: impl FnOnce(&ReadTransaction) -> Result<R, redb::Error>,
    ) -> Result<R, Declined> {
        let current = self.database.current.read();
        let database = current.as_ref().ok_or_else(refusal::stopped)?;
        let looked = database.begin_read().map_err(redb::Error::from).and_then(|seen| look(&seen));
        looked.map_err(|reason| refusal::unreadable(&reason))
    }
}

impl Opened {
    fn serve(&self, waiting: &Receiver<Box<dyn Job>>) {
        let mut for_what = Use::Writing;
        while let Ok(first) = waiting.recv() {
            let mut jobs = vec![first];
            jobs.extend(waiting.try_iter().take(MOST_TOGETHER - 1));
            if for_what == Use::Reading {
                // Perhaps there is room again.
                for_what = self.reopen();
            }
            let outcome = match for_what {
                Use::Writing => self.commit(&mut jobs, &mut for_what),
                Use::Reading => Err(refusal::full(&redb::Error::PreviousIo)),
            };
            for job in jobs {
                job.settle(outcome.clone());
            }
        }
    }

    /// All of `jobs` or none of them.
    fn commit(&self, jobs: &mut [Box<dyn Job>], for_what: &mut Use) -> Result<(), Declined> {
        let before = self.commits();
        let reason = match self.try_commit(jobs) {
            Ok(()) => return Ok(()),
            Err(reason) => reason,
        };
        tracing::error!(%reason, jobs = jobs.len(), "a commit failed");
        if !self.is_usable() {
            *for_what = self.reopen();
        }
        // Between the first byte and the last sync only the database itself can tell what of a commit is there.
        match (before, self.commits()) {
            (Some(before), Some(after)) if before == after => Err(refusal::full(&reason)),
            _ => Err(refusal::uncertain(&reason)),
        }
    }

    fn try_commit(&self, jobs: &mut [Box<dyn Job>]) -> Result<(), redb::Error> {
        let current = self.current.read();
        let database = current.as_ref().ok_or(redb::Error::DatabaseClosed)?;
        let changes = database.begin_write()?;
        for job in jobs {
            job.apply(&changes)?;
        }
        let mut commits = changes.open_table(COMMITS)?;
        let before = commits.get(())?.map_or(0, |count| count.value());
        commits.insert((), before + 1)?;
        drop(commits);
        Ok(changes.commit()?)
    }

    /// Whether it takes another write. Once its disk has failed it takes none, whatever becomes of the disk.
    fn is_usable(&self) -> bool {
        let current = self.current.read();
        current.as_ref().is_some_and(|database| database.begin_write().is_ok())
    }

    /// How many commits are there; `None` if that cannot be seen.
    fn commits(&self) -> Option<u64> {
        let current = self.current.read();
        let seen = current.as_ref()?.begin_read().ok()?;
        match seen.open_table(COMMITS) {
            Ok(commits) => Some(commits.get(()).ok()?.map_or(0, |count| count.value())),
            Err(redb::TableError::TableDoesNotExist(_)) => Some(0),
            Err(_) => None,
        }
    }

    /// For writing if the disk takes anything, else for reading.
    fn reopen(&self) -> Use {
        let mut current = self.current.write();
        for for_what in [Use::Writing, Use::Reading] {
            if for_what == Use::Writing && self.has_failed.load(Ordering::SeqCst) {
                continue;
            }
            // Two databases on one file would not see each other's changes.
            *current = None;
            match (self.open)(for_what) {
                Ok(database) => {
                    *current = Some(database);
                    return for_what;
                }
                Err(reason) => tracing::error!(%reason, ?for_what, "the store cannot be opened again"),
            }
        }
        Use::Reading
    }
}

fn storage(reason: io::Error) -> DatabaseError {
    DatabaseError::Storage(reason.into())
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
