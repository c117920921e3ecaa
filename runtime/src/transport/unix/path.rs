//! Where the socket is, and how long its path may be. Knows three environment variables' meaning; reads two.

use std::ffi::OsString;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use super::SocketError;

/// The longest path, in bytes, that fits into the kernel's socket address with its closing zero.
const LONGEST: usize = if cfg!(target_vendor = "apple") { 103 } else { 107 };

/// `$ACTON_SOCKET`, else `$XDG_RUNTIME_DIR/acton/ipc.sock`, else `/tmp/acton.sock`; an empty variable counts
/// as unset.
#[must_use]
pub fn default_socket_path() -> PathBuf {
    choose(std::env::var_os("ACTON_SOCKET"), std::env::var_os("XDG_RUNTIME_DIR"))
}

fn choose(socket: Option<OsString>, runtime_directory: Option<OsString>) -> PathBuf {
    let filled = |value: Option<OsString>| value.filter(|value| !value.is_empty()).map(PathBuf::from);
    filled(socket)
        .or_else(|| filled(runtime_directory).map(|directory| directory.join("acton/ipc.sock")))
        .unwrap_or_else(|| PathBuf::from("/tmp/acton.sock"))
}

/// Refuses a path of more than 107 bytes (103 on Apple's systems), naming both lengths.
pub fn check_length(path: &Path) -> Result<(), SocketError> {
    let length = path.as_os_str().as_bytes().len();
    if length > LONGEST {
        return Err(SocketError::PathTooLong { path: path.to_owned(), length, longest: LONGEST });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(socket: Option<&str>, runtime_directory: Option<&str>) -> PathBuf {
        choose(socket.map(OsString::from), runtime_directory.map(OsString::from))
    }

    #[test]
    fn the_variable_wins_then_the_runtime_directory_then_tmp() {
        assert_eq!(chosen(Some("/a/b.sock"), Some("/run/user/7")), Path::new("/a/b.sock"));
        assert_eq!(chosen(None, Some("/run/user/7")), Path::new("/run/user/7/acton/ipc.sock"));
        assert_eq!(chosen(None, None), Path::new("/tmp/acton.sock"));
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert_eq!(chosen(Some(""), Some("/run/user/7")), Path::new("/run/user/7/acton/ipc.sock"));
        assert_eq!(chosen(Some(""), Some("")), Path::new("/tmp/acton.sock"));
    }

    #[test]
    fn the_longest_path_fits_and_one_byte_more_is_refused_with_both_lengths() {
        let fits = PathBuf::from("/".repeat(LONGEST));
        assert!(check_length(&fits).is_ok());
        let said = check_length(&fits.join("x")).unwrap_err().to_string();
        assert!(said.contains(&format!("{} bytes", LONGEST + 1)), "{said}");
        assert!(said.contains(&format!("{LONGEST}")), "{said}");
    }
}
