//! A second user, where tests run as root.

use std::os::unix::fs::lchown;
use std::path::Path;

use rustix::process::geteuid;

/// A user who owns nothing.
pub(in super::super) const NOBODY: u32 = 65_534;

/// Gives the file to nobody; `false` where we may not give files away.
pub(in super::super) fn given_to_nobody(path: &Path) -> bool {
    geteuid().is_root() && lchown(path, Some(NOBODY), None).is_ok()
}

/// Does `deed` on a thread that is nobody's; without the right to become somebody else, nothing is done.
pub(in super::super) fn as_nobody<T: Send>(deed: impl FnOnce() -> T + Send) -> Option<T> {
    if !geteuid().is_root() {
        return None;
    }
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            become_nobody()?;
            Some(deed())
        });
        thread.join().unwrap()
    })
}

#[cfg(target_os = "linux")]
fn become_nobody() -> Option<()> {
    let nobody = rustix::process::Uid::from_raw(NOBODY);
    rustix::thread::set_thread_res_uid(nobody, nobody, nobody).ok()
}

/// Elsewhere a thread cannot be another user than its process.
#[cfg(not(target_os = "linux"))]
fn become_nobody() -> Option<()> {
    None
}
