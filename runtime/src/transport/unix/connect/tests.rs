use std::os::unix::net::UnixListener as StdListener;

use super::super::UnixSocket;
use super::super::tests::{NOBODY, as_nobody, dead_socket, place};
use super::*;

#[tokio::test]
async fn a_client_reaches_a_server_of_its_own_user() {
    let (_directory, path) = place();
    let socket = UnixSocket::bind(&path, None).unwrap();
    connect(&path, &[]).await.unwrap();
    socket.accept().await.unwrap();
}

#[tokio::test]
async fn no_server_is_said_plainly_whether_the_socket_is_missing_or_dead() {
    let (_directory, path) = place();
    for _ in 0..2 {
        let error = connect(&path, &[]).await.unwrap_err();
        assert!(matches!(error, ConnectError::NotListening { .. }), "{error}");
        let begins = format!("no server is listening at {}", path.display());
        assert!(error.to_string().starts_with(&begins), "{error}");
        if !path.exists() {
            dead_socket(&path);
        }
    }
}

#[tokio::test]
async fn a_squatters_server_is_sent_nothing_unless_its_user_is_trusted() {
    let (directory, _) = place();
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o1777);
    std::fs::set_permissions(directory.path(), open).unwrap();
    let path = directory.path().join("squat.sock");
    let Some(Ok(listener)) = as_nobody(|| StdListener::bind(&path)) else { return };

    let error = connect(&path, &[NOBODY - 1]).await.unwrap_err();
    assert!(matches!(error, ConnectError::Untrusted { uid: NOBODY, .. }), "{error}");
    assert!(error.to_string().contains(&format!("ACTON_TRUST_UID={NOBODY}")), "{error}");
    let (mut victim, _) = listener.accept().unwrap();
    assert_eq!(std::io::Read::read(&mut victim, &mut [0; 1]).unwrap(), 0);

    connect(&path, &[NOBODY]).await.unwrap();
}

#[tokio::test]
async fn a_path_that_is_too_long_is_refused_as_the_server_refuses_it() {
    let long = PathBuf::from("/tmp").join("x".repeat(120));
    let error = connect(&long, &[]).await.unwrap_err();
    assert!(matches!(error, ConnectError::Path(SocketError::PathTooLong { .. })), "{error}");
}

/// Elsewhere a full queue refuses as a dead socket does.
#[cfg(target_os = "linux")]
mod full_queue {
    use rustix::net::SocketAddrUnix;

    use super::super::super::bind::open_socket;
    use super::*;

    /// A listener with room for no more callers, and the callers that wait.
    fn full_queue(path: &Path) -> (StdListener, Vec<std::os::fd::OwnedFd>) {
        let address = SocketAddrUnix::new(path).unwrap();
        let listener = open_socket().unwrap();
        rustix::net::bind(&listener, &address).unwrap();
        rustix::net::listen(&listener, 0).unwrap();
        let mut callers = Vec::new();
        loop {
            let caller = open_socket().unwrap();
            match rustix::net::connect(&caller, &address) {
                Ok(()) => callers.push(caller),
                Err(_) => return (listener.into(), callers),
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_queue_that_stays_full_ends_in_a_word_about_it() {
        let (_directory, path) = place();
        let _full = full_queue(&path);
        let error = connect(&path, &[]).await.unwrap_err();
        assert!(matches!(error, ConnectError::Busy { .. }), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_queue_is_waited_out() {
        let (_directory, path) = place();
        let (listener, _callers) = full_queue(&path);
        let mut connecting = Box::pin(connect(&path, &[]));
        tokio::select! {
            biased;
            _ = &mut connecting => panic!("there was room"),
            () = tokio::task::yield_now() => {}
        }
        listener.accept().unwrap();
        connecting.await.unwrap();
    }
}
