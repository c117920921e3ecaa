//! The name of one life of an actor: its given name and a suffix that no other actor has.

use std::hash::{BuildHasher, RandomState};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const SUFFIX_LEN: usize = 26;

/// `ern:acton:reactive:component:NAME_<26 lower-case base32>`.
pub(crate) fn ern(name: &str) -> String {
    format!("ern:acton:reactive:component:{name}_{}", suffix())
}

fn suffix() -> String {
    let mut bits = u128::from(random()) << 64 | u128::from(random());
    let mut suffix = String::with_capacity(SUFFIX_LEN);
    for _ in 0..SUFFIX_LEN {
        suffix.push(char::from(ALPHABET[(bits & 31) as usize]));
        bits >>= 5;
    }
    suffix
}

/// The standard library seeds each hasher anew: unique enough for a name, and no dependency.
fn random() -> u64 {
    RandomState::new().hash_one(())
}

#[cfg(test)]
mod tests {
    use super::ern;

    #[test]
    fn an_ern_keeps_the_name_and_ends_in_26_base32_characters() {
        let ern = ern("my-service");
        let suffix = ern.strip_prefix("ern:acton:reactive:component:my-service_").expect("prefix");
        assert_eq!(suffix.len(), 26);
        assert!(suffix.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()));
    }

    #[test]
    fn two_actors_of_one_name_have_different_erns() {
        assert_ne!(ern("twin"), ern("twin"));
    }
}
