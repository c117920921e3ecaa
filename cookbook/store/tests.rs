use std::sync::mpsc;

use redb::ReadableTableMetadata;

use self::disk::{Disk, Fault};
use super::*;

mod damage;
mod disk;
mod platter;
mod power_loss;
mod twins;

const NUMBERS: TableDefinition<'_, u32, u32> = TableDefinition::new("numbers");

fn put(number: u32) -> impl FnOnce(&WriteTransaction) -> Result<u32, redb::Error> + Send + 'static {
    move |changes| {
        changes.open_table(NUMBERS)?.insert(number, number)?;
        Ok(number)
    }
}

fn count(store: &Store) -> u64 {
    let counted = store.read(|seen| match seen.open_table(NUMBERS) {
        Ok(numbers) => Ok(numbers.len()?),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(0),
        Err(error) => Err(error.into()),
    });
    counted.expect("reads go on")
}

fn on(disk: &Disk) -> Store {
    let disk = disk.clone();
    Store::start(Path::new("disk"), move || Ok(disk.clone())).unwrap()
}

/// Holds the writing thread in a job until the sender is dropped.
fn hold(store: &Store) -> mpsc::Sender<()> {
    let (release, held) = mpsc::channel::<()>();
    let (arrive, arrival) = mpsc::channel();
    drop(store.write(move |_| {
        arrive.send(()).expect("the test waits");
        held.recv().expect_err("nothing is sent");
        Ok(())
    }));
    arrival.recv().expect("the thread gets there");
    release
}

#[tokio::test]
async fn writes_that_wait_are_committed_together_in_the_order_they_were_handed_in() {
    let store = Store::open(None, "test").unwrap();
    let release = hold(&store);
    let before = store.database.commits();
    let order = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let waiting: Vec<_> = (0..500)
        .map(|number| {
            let order = order.clone();
            store.write(move |changes| {
                order.lock().push(number);
                put(number)(changes)
            })
        })
        .collect();
    drop(release);
    for (number, committed) in (0..500).zip(waiting) {
        assert_eq!(committed.await, Ok(number));
    }
    assert_eq!(*order.lock(), (0..500).collect::<Vec<_>>());
    // The job that held the thread, then all others at once.
    assert_eq!(store.database.commits().unwrap() - before.unwrap(), 2);
}

#[tokio::test]
async fn a_write_is_seen_once_it_is_committed_and_not_before() {
    let store = Store::open(None, "test").unwrap();
    let release = hold(&store);
    let committed = store.write(put(1));
    assert_eq!(count(&store), 0);
    drop(release);
    committed.await.unwrap();
    assert_eq!(count(&store), 1);
}

#[tokio::test]
async fn a_write_whose_caller_has_gone_is_written_all_the_same() {
    let store = Store::open(None, "test").unwrap();
    drop(store.write(put(1)));
    store.write(put(2)).await.unwrap();
    assert_eq!(count(&store), 2);
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_store_is_opened_again() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(Some(directory.path()), "test").unwrap();
    store.write(put(1)).await.unwrap();
    let refused = Store::open(Some(directory.path()), "test").unwrap_err().to_string();
    assert!(refused.contains("test.redb: another process has it open"), "{refused}");

    drop(store);
    let again = loop {
        // The thread lets go of the file soon after nobody can hand in anything.
        if let Ok(store) = Store::open(Some(directory.path()), "test") {
            break store;
        }
        std::thread::yield_now();
    };
    assert_eq!(count(&again), 1);
}

#[test]
fn a_store_that_is_opened_again_for_reading_keeps_other_processes_out_as_before() {
    let directory = tempfile::tempdir().unwrap();
    let store = Store::open(Some(directory.path()), "test").unwrap();
    store.database.has_failed.store(true, Ordering::SeqCst);
    assert_eq!(store.database.reopen(), Use::Reading);
    let refused = Store::open(Some(directory.path()), "test").unwrap_err().to_string();
    assert!(refused.contains("test.redb: another process has it open"), "{refused}");
}

#[tokio::test]
async fn a_disk_that_is_full_takes_nothing_and_reads_go_on() {
    let disk = Disk::default();
    let store = on(&disk);
    store.write(put(1)).await.unwrap();
    disk.fail(Fault::Writes);
    for number in 2..5 {
        let declined = store.write(put(number)).await.unwrap_err();
        assert_eq!((declined.code(), declined.is_perhaps_done()), ("STORAGE_FULL", false), "{declined}");
        assert_eq!(count(&store), 1);
    }
    disk.recover();
    assert_eq!(store.write(put(9)).await, Ok(9));
    assert_eq!(count(&store), 2);
}

#[tokio::test]
async fn a_failing_sync_acknowledges_nothing_and_reads_go_on() {
    let disk = Disk::default();
    let store = on(&disk);
    store.write(put(1)).await.unwrap();
    disk.fail(Fault::Syncs);
    let declined = store.write(put(2)).await.unwrap_err();
    let is_there = count(&store) == 2;
    assert_eq!(declined.is_perhaps_done(), is_there, "{declined}");
    disk.recover();
    // What readers see may be lost on the disk: nothing is built on it.
    let declined = store.write(put(3)).await.unwrap_err();
    assert_eq!((declined.code(), declined.is_perhaps_done()), ("STORAGE_FULL", false), "{declined}");
    assert_eq!(count(&store), if is_there { 2 } else { 1 });
}

#[tokio::test]
async fn a_job_that_fails_takes_those_beside_it_along_and_nothing_is_written() {
    let store = Store::open(None, "test").unwrap();
    let release = hold(&store);
    let beside = store.write(put(1));
    let failing = store.write(|_| Err::<u32, _>(redb::Error::Corrupted("on purpose".to_owned())));
    drop(release);
    assert_eq!(beside.await.unwrap_err().code(), "STORAGE_FULL");
    assert_eq!(failing.await.unwrap_err().code(), "STORAGE_FULL");
    assert_eq!(count(&store), 0);
}

#[tokio::test]
async fn more_writes_than_may_wait_are_refused_at_once() {
    let store = Store::open(None, "test").unwrap();
    let release = hold(&store);
    let waiting: Vec<_> = (0..4_096).map(|number| store.write(put(number))).collect();
    let declined = store.write(put(9_999)).await.unwrap_err();
    assert_eq!((declined.code(), declined.wait().is_some()), ("TARGET_BUSY", true));
    drop(release);
    for committed in waiting {
        committed.await.unwrap();
    }
    assert_eq!(count(&store), 4_096);
}

#[test]
fn a_place_that_cannot_hold_a_store_is_named_with_what_to_do() {
    let refused = Store::open(Some(Path::new("/dev/null/data")), "test").unwrap_err().to_string();
    assert!(refused.starts_with("cannot open the store /dev/null/data/test.redb: "), "{refused}");
    assert!(refused.ends_with("give --data a directory you may write to"), "{refused}");

    let directory = tempfile::tempdir().unwrap();
    std::fs::write(directory.path().join("test.redb"), "no database").unwrap();
    let refused = Store::open(Some(directory.path()), "test").unwrap_err().to_string();
    assert!(refused.contains("test.redb: "), "{refused}");
}
