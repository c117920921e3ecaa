//! The values on disk: key to JSON text. Knows transactions, no actor and no message.

use redb::{ReadTransaction, ReadableTable, TableDefinition, TableError, WriteTransaction};
use serde_json::Value;

const VALUES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("values");

/// Keeps a value; the one that was there before.
pub(super) fn set(
    changes: &WriteTransaction,
    key: &str,
    value: &Value,
) -> Result<Option<Value>, redb::Error> {
    let text = serde_json::to_vec(value).expect("a JSON value is written as JSON");
    let mut values = changes.open_table(VALUES)?;
    let before = values.insert(key, &*text)?.map(|before| read(before.value()));
    Ok(before)
}

/// Forgets a value; the one that was there.
pub(super) fn delete(changes: &WriteTransaction, key: &str) -> Result<Option<Value>, redb::Error> {
    let mut values = changes.open_table(VALUES)?;
    let before = values.remove(key)?.map(|before| read(before.value()));
    Ok(before)
}

/// Keeps a value if `expected` is there, and says what is there afterwards. A null that is kept is something.
pub(super) fn compare_and_set(
    changes: &WriteTransaction,
    key: &str,
    expected: Option<&Value>,
    value: &Value,
) -> Result<(bool, Option<Value>), redb::Error> {
    let present = changes.open_table(VALUES)?.get(key)?.map(|present| read(present.value()));
    if present.as_ref() != expected {
        return Ok((false, present));
    }
    set(changes, key, value)?;
    Ok((true, Some(value.clone())))
}

/// The value under a key.
pub(super) fn get(seen: &ReadTransaction, key: &str) -> Result<Option<Value>, redb::Error> {
    match seen.open_table(VALUES) {
        Ok(values) => Ok(values.get(key)?.map(|value| read(value.value()))),
        Err(TableError::TableDoesNotExist(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// At most `count` keys that come after `after`, in order.
pub(super) fn keys(
    seen: &ReadTransaction,
    after: Option<&str>,
    count: usize,
) -> Result<Vec<String>, redb::Error> {
    use std::ops::Bound::{Excluded, Unbounded};
    let values = match seen.open_table(VALUES) {
        Ok(values) => values,
        Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let from = after.map_or(Unbounded, Excluded);
    let page = values.range::<&str>((from, Unbounded))?.take(count);
    page.map(|entry| Ok(entry?.0.value().to_owned())).collect()
}

fn read(text: &[u8]) -> Value {
    serde_json::from_slice(text).expect("the store holds what was written as JSON")
}
