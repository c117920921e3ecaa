//! Whom we believe: our own user and root, and a client also the users it was told to. Reads one environment
//! variable.

use std::ffi::OsStr;

use rustix::process::geteuid;

use super::ConnectError;

/// Whether `peer_uid` is our own user, root, or one of `trust_uids` (an `Option` or any list).
#[must_use]
pub fn trusted(peer_uid: u32, trust_uids: impl IntoIterator<Item = u32>) -> bool {
    is_trusted(peer_uid, geteuid().as_raw(), trust_uids)
}

fn is_trusted(peer: u32, own: u32, trust_uids: impl IntoIterator<Item = u32>) -> bool {
    is_ours_or_roots(peer, own) || trust_uids.into_iter().any(|uid| uid == peer)
}

/// Whether `uid` is our `own`, or root: who can do what we can do anyway.
pub(super) fn is_ours_or_roots(uid: u32, own: u32) -> bool {
    uid == own || uid == 0
}

/// The uid in `$ACTON_TRUST_UID`; unset and empty are `None`.
pub fn trust_uid_from_env() -> Result<Option<u32>, ConnectError> {
    parse(std::env::var_os("ACTON_TRUST_UID").as_deref())
}

fn parse(value: Option<&OsStr>) -> Result<Option<u32>, ConnectError> {
    match value.filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => {
            let digits = value.to_str().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
            let uid = digits.and_then(|text| text.parse().ok()).filter(|uid| *uid != u32::MAX);
            uid.map(Some).ok_or(ConnectError::BadTrustUid)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_user_root_and_the_named_user_are_trusted_and_nobody_else() {
        assert!(is_trusted(1000, 1000, None));
        assert!(is_trusted(0, 1000, None));
        assert!(is_trusted(1001, 1000, Some(1001)));
        assert!(is_trusted(1002, 1000, [1001, 1002]));
        assert!(!is_trusted(1001, 1000, None));
        assert!(!is_trusted(1001, 1000, Some(1002)));
        assert!(!is_trusted(1000, 0, None));
    }

    #[test]
    fn the_variable_holds_one_uid_or_nothing() {
        assert_eq!(parse(None).unwrap(), None);
        assert_eq!(parse(Some(OsStr::new(""))).unwrap(), None);
        assert_eq!(parse(Some(OsStr::new("1001"))).unwrap(), Some(1001));
        for wrong in ["-1", "+1", " 1", "root", "4294967295", "4294967296", "1,2"] {
            let said = parse(Some(OsStr::new(wrong))).unwrap_err().to_string();
            assert!(said.contains("ACTON_TRUST_UID"), "{said}");
        }
    }
}
