//! The books on disk: stock, orders, and the keys under which orders were asked for. One transaction changes all three, so
//! that no piece is sold twice. Knows transactions, no actor.

use redb::{
    ReadTransaction, ReadableTable, ReadableTableMetadata, TableDefinition, TableError, WriteTransaction,
};

/// Product to pieces.
const STOCK: TableDefinition<'_, &str, u32> = TableDefinition::new("stock");
/// Number to product.
const ORDERS: TableDefinition<'_, u64, &str> = TableDefinition::new("orders");
/// The callers' own keys to numbers.
const KEYS: TableDefinition<'_, &str, u64> = TableDefinition::new("idempotency_keys");

/// What a new shop has.
const OPENING_STOCK: [(&str, u32); 3] = [("widget", 3), ("gadget", 1), ("gizmo", 0)];

/// What a shop cannot do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrderError {
    /// There is no such product.
    #[error("Product not found: {0}")]
    ProductNotFound(String),
    /// All pieces are sold.
    #[error("Out of stock")]
    OutOfStock,
    /// There is no such order.
    #[error("Order not found: {0}")]
    OrderNotFound(String),
    /// The key was used before, for something else.
    #[error("The idempotency key was used for a {0}: take another key for another order")]
    KeyTaken(String),
    /// The key is too long.
    #[error("An idempotency key has at most 256 bytes and this one has {0}")]
    KeyTooLong(usize),
    /// More pieces than can be counted.
    #[error("No product has more than {most} pieces", most = u32::MAX)]
    TooMany,
}

/// An order that is in the books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) number: u64,
    pub(super) left: u32,
    /// It was there already.
    pub(super) again: bool,
}

/// Fills the shelves of a new shop.
pub(super) fn open(changes: &WriteTransaction) -> Result<(), redb::Error> {
    let mut stock = changes.open_table(STOCK)?;
    if stock.is_empty()? {
        for (product, pieces) in OPENING_STOCK {
            stock.insert(product, pieces)?;
        }
    }
    changes.open_table(ORDERS)?;
    changes.open_table(KEYS)?;
    Ok(())
}

/// Takes a piece from the shelf and writes the order down; an order whose key is known is only found again.
pub(super) fn place(
    changes: &WriteTransaction,
    product: &str,
    key: Option<&str>,
) -> Result<Result<Placed, OrderError>, redb::Error> {
    let mut stock = changes.open_table(STOCK)?;
    let mut orders = changes.open_table(ORDERS)?;
    let mut keys = changes.open_table(KEYS)?;
    let Some(pieces) = stock.get(product)?.map(|pieces| pieces.value()) else {
        return Ok(Err(OrderError::ProductNotFound(product.to_owned())));
    };
    if let Some(number) = key.map(|key| keys.get(key)).transpose()?.flatten().map(|number| number.value()) {
        let ordered = orders.get(number)?.map(|ordered| ordered.value().to_owned()).unwrap_or_default();
        if ordered != product {
            return Ok(Err(OrderError::KeyTaken(ordered)));
        }
        return Ok(Ok(Placed { number, left: pieces, again: true }));
    }
    let Some(left) = pieces.checked_sub(1) else { return Ok(Err(OrderError::OutOfStock)) };
    let number = orders.len()? + 1;
    stock.insert(product, left)?;
    orders.insert(number, product)?;
    if let Some(key) = key {
        keys.insert(key, number)?;
    }
    Ok(Ok(Placed { number, left, again: false }))
}

/// Brings pieces; how many there are now.
pub(super) fn restock(
    changes: &WriteTransaction,
    product: &str,
    quantity: u32,
) -> Result<Result<u32, OrderError>, redb::Error> {
    let mut stock = changes.open_table(STOCK)?;
    let before = stock.get(product)?.map_or(0, |pieces| pieces.value());
    let Some(after) = before.checked_add(quantity) else { return Ok(Err(OrderError::TooMany)) };
    stock.insert(product, after)?;
    Ok(Ok(after))
}

/// Pieces of a product; `None` if there is no such product.
pub(super) fn in_stock(seen: &ReadTransaction, product: &str) -> Result<Option<u32>, redb::Error> {
    Ok(seen.open_table(STOCK)?.get(product)?.map(|pieces| pieces.value()))
}

/// What was ordered under a number.
pub(super) fn ordered(seen: &ReadTransaction, number: u64) -> Result<Option<String>, redb::Error> {
    Ok(seen.open_table(ORDERS)?.get(number)?.map(|product| product.value().to_owned()))
}

/// How many orders there are.
pub(super) fn orders(seen: &ReadTransaction) -> Result<u64, redb::Error> {
    match seen.open_table(ORDERS) {
        Ok(orders) => Ok(orders.len()?),
        Err(TableError::TableDoesNotExist(_)) => Ok(0),
        Err(error) => Err(error.into()),
    }
}
