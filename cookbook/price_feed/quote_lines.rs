//! Real prices: lines of `symbol,price`. What is no such line is named by its number and skipped.

use std::io::{self, BufRead, Read};

use super::actor::Quote;

/// The longest line, in bytes.
const LONGEST: u64 = 1_024;

/// The longest symbol, in bytes.
const LONGEST_SYMBOL: usize = 64;

/// Reads quotes line by line.
#[derive(Debug)]
pub struct QuoteLines<R> {
    reader: R,
    number: u64,
}

/// Why a line is no quote. It is not repeated: it may hold anything.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {number} {reason}; expected symbol,price such as ACME,12.50")]
pub struct BadLine {
    /// Counted from 1.
    pub number: u64,
    /// What is wrong.
    pub reason: &'static str,
}

impl<R: BufRead> QuoteLines<R> {
    /// Begins at line 1 of `reader`.
    pub fn new(reader: R) -> Self {
        Self { reader, number: 0 }
    }

    /// The next quote, or the next line that is none; `None` at the end. Empty lines, and a heading
    /// `symbol,price`, are passed over.
    pub fn next_quote(&mut self) -> io::Result<Option<Result<Quote, BadLine>>> {
        loop {
            let mut line = Vec::new();
            if self.reader.by_ref().take(LONGEST + 1).read_until(b'\n', &mut line)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            let number = self.number;
            let whole = line.last() == Some(&b'\n') || line.len() as u64 <= LONGEST;
            if !whole {
                self.reader.skip_until(b'\n')?;
                return Ok(Some(Err(BadLine { number, reason: "is longer than 1,024 bytes" })));
            }
            let Ok(text) = std::str::from_utf8(&line) else {
                return Ok(Some(Err(BadLine { number, reason: "is not UTF-8" })));
            };
            let text = text.trim_start_matches('\u{feff}').trim();
            if text.is_empty() || (number == 1 && text.eq_ignore_ascii_case("symbol,price")) {
                continue;
            }
            return Ok(Some(quote(text).map_err(|reason| BadLine { number, reason })));
        }
    }
}

fn quote(line: &str) -> Result<Quote, &'static str> {
    let (symbol, price) = line.split_once(',').ok_or("has no comma")?;
    let symbol = symbol.trim();
    if symbol.is_empty() || symbol.len() > LONGEST_SYMBOL {
        return Err("has no symbol of 1 to 64 bytes");
    }
    if symbol.chars().any(char::is_control) {
        return Err("has a control character in its symbol");
    }
    match price.trim().parse::<f64>() {
        Ok(price) if price.is_finite() => Ok(Quote { symbol: symbol.to_owned(), price }),
        _ => Err("has a price that is no number"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(input: &[u8]) -> Vec<String> {
        let mut lines = QuoteLines::new(input);
        std::iter::from_fn(|| lines.next_quote().unwrap())
            .map(|line| match line {
                Ok(Quote { symbol, price }) => format!("{symbol} {price}"),
                Err(bad) => format!("{}: {}", bad.number, bad.reason),
            })
            .collect()
    }

    #[test]
    fn quotes_are_read_with_or_without_a_heading_and_a_last_newline() {
        assert_eq!(read(b"symbol,price\r\nACME,12.50\r\n\n B , -3 "), ["ACME 12.5", "B -3"]);
    }

    #[test]
    fn a_bad_line_is_named_by_its_number_and_the_next_one_is_read() {
        let input = b"ACME 1\n,1\nA,x\nA,NaN\nA\x07,1\n\xff,1\nA,1\n";
        assert_eq!(
            read(input),
            [
                "1: has no comma",
                "2: has no symbol of 1 to 64 bytes",
                "3: has a price that is no number",
                "4: has a price that is no number",
                "5: has a control character in its symbol",
                "6: is not UTF-8",
                "A 1",
            ]
        );
    }

    #[test]
    fn a_line_that_never_ends_costs_a_kilobyte_and_one_of_exactly_that_is_read() {
        let mut input = vec![b'x'; 100_000];
        input.extend(b"\nA,1");
        input.extend(vec![b'0'; 1_021]);
        let read = read(&input);
        assert_eq!(read[0], "1: is longer than 1,024 bytes");
        assert!(read[1].starts_with("2: has a price that is no number"), "{read:?}");
    }
}
