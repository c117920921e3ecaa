//! A store on a platter whose every commit writes the same twice, so that half a commit shows.

use super::platter::Platter;
use super::*;

/// Holds what [`NUMBERS`] holds, so that half a commit shows.
const TWINS: TableDefinition<'_, u32, u32> = TableDefinition::new("twins");

/// So many in `cargo test`, and ten thousand with `HOSTILE=full`.
pub(super) fn dose(short: u64) -> u64 {
    if std::env::var_os("HOSTILE").is_some_and(|dose| dose == "full") { 10_000 } else { short }
}

pub(super) fn open(platter: &Platter) -> Result<Store, StoreError> {
    let platter = platter.clone();
    Store::start(Path::new("platter"), move || Ok(platter.clone()))
}

pub(super) fn put_twice(
    number: u32,
) -> impl FnOnce(&WriteTransaction) -> Result<(), redb::Error> + Send + 'static {
    move |changes| {
        changes.open_table(NUMBERS)?.insert(number, value_of(number))?;
        changes.open_table(TWINS)?.insert(number, value_of(number))?;
        Ok(())
    }
}

/// Wide enough for a flipped bit to show.
fn value_of(number: u32) -> u32 {
    number.wrapping_mul(0x9E37_79B1)
}

/// The numbers that are there; those of a half-done commit fail the test.
pub(super) fn numbers(store: &Store) -> Result<Vec<u32>, Declined> {
    let (numbers, twins) = store.read(|seen| Ok((entries(seen, NUMBERS)?, entries(seen, TWINS)?)))?;
    assert_eq!(numbers, twins, "a commit is there whole or not at all");
    assert!(numbers.iter().all(|(number, value)| value_of(*number) == *value), "values are what was kept");
    Ok(numbers.into_iter().map(|(number, _)| number).collect())
}

fn entries(
    seen: &ReadTransaction,
    table: TableDefinition<'_, u32, u32>,
) -> Result<Vec<(u32, u32)>, redb::Error> {
    let table = match seen.open_table(table) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    table
        .iter()?
        .map(|entry| entry.map(|(key, value)| (key.value(), value.value())).map_err(Into::into))
        .collect()
}
