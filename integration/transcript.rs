//! What every client of a recipe prints, in each language and format.

use crate::workspace;

/// Asserts that a client of `recipe` printed the recipe's transcript.
pub fn assert_is_of(recipe: &str, printed: &str) {
    workspace::assert_holds(&format!("cookbook/{recipe}/transcript.txt"), printed);
}
