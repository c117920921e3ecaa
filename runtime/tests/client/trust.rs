//! A server that is run by somebody else is sent nothing.
#![cfg(target_os = "linux")]

use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use acton_reactive::ipc::IpcClient;
use acton_wire::Executed;
use rustix::process::{Uid, geteuid};
use tempfile::TempDir;

const NOBODY: u32 = 65_534;

#[tokio::test]
async fn a_foreign_server_is_refused_before_a_byte_is_sent_unless_its_user_is_trusted() {
    if !geteuid().is_root() {
        return;
    }
    let directory = TempDir::new().unwrap();
    std::fs::set_permissions(directory.path(), PermissionsExt::from_mode(0o1777)).unwrap();
    let path = directory.path().join("squatter.sock");
    let squatter = std::thread::spawn({
        let path = path.clone();
        move || {
            let nobody = Uid::from_raw(NOBODY);
            rustix::thread::set_thread_res_uid(nobody, nobody, nobody).ok()?;
            UnixListener::bind(path).ok()
        }
    });
    let Some(squatter) = squatter.join().unwrap() else { return };

    let error = IpcClient::connect(&path).await.unwrap_err();
    assert_eq!(error.executed(), Executed::No);
    assert!(error.to_string().contains("whom we do not trust"), "{error}");
    let mut sent = Vec::new();
    squatter.accept().unwrap().0.read_to_end(&mut sent).unwrap();
    assert!(sent.is_empty());

    IpcClient::builder().socket_path(&path).trust_uid(NOBODY).connect().await.unwrap();
}
