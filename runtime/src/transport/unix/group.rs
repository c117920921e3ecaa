//! From what a user calls a group to its number. Knows the system's group database.

use rustix::process::Gid;

use super::SocketError;

/// The number that means "leave the group as it is" to `chown`.
const NO_GROUP: u32 = u32::MAX;

/// Looks `name` up; a number that is nobody's name stands for itself.
pub(super) fn resolve(name: &str) -> Result<Gid, SocketError> {
    uzers::get_group_by_name(name)
        .map(|group| group.gid())
        .or_else(|| name.parse().ok())
        .filter(|number| *number != NO_GROUP)
        .map(Gid::from_raw)
        .ok_or_else(|| SocketError::UnknownGroup { name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_found_by_its_name_and_by_its_number() {
        let own = rustix::process::getegid();
        assert_eq!(resolve(&own.as_raw().to_string()).unwrap(), own);
        assert_eq!(resolve("root").or_else(|_| resolve("wheel")).unwrap(), Gid::ROOT);
    }

    #[test]
    fn no_other_word_is_taken_for_a_group() {
        for name in ["", "no such group", "-1", "4294967295", "4294967296", "12x", "a\0b"] {
            let said = resolve(name).unwrap_err().to_string();
            assert!(said.starts_with("there is no group named"), "{said}");
        }
    }
}
