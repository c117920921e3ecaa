//! Who may know whom: the arrows between the rooms point down only.

use integration::sources;

/// Asserts that no code in `room` mentions any of `strangers`.
fn assert_room_knows_none_of(room: &str, strangers: &[&str]) {
    let wrong: Vec<String> = sources::lines(room)
        .into_iter()
        .filter(|line| strangers.iter().any(|stranger| mentions(&line.code, stranger)))
        .map(|line| format!("{}: {}", line.place, line.code.trim()))
        .collect();
    assert!(wrong.is_empty(), "{room} may not know {}:\n{}", strangers.join(", "), wrong.join("\n"));
}

/// Whether `code` has `path` as a path of its own, not as the end of a longer word.
fn mentions(code: &str, path: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
    code.match_indices(path)
        .any(|(at, found)| !code[..at].ends_with(joins) && !code[at + found.len()..].starts_with(joins))
}

#[test]
fn actors_know_no_wire_no_connection_and_no_client() {
    let strangers =
        ["crate::ipc", "crate::transport", "crate::client", "acton_wire", "serde_json", "tokio::net"];
    for room in ["runtime/src/actor", "runtime/src/actor.rs"] {
        assert_room_knows_none_of(room, &strangers);
    }
}

#[test]
fn the_client_knows_no_actor_and_no_server() {
    for room in ["runtime/src/client", "runtime/src/client.rs"] {
        assert_room_knows_none_of(room, &["crate::actor", "crate::ipc", "crate::runtime"]);
    }
}

#[test]
fn transport_knows_frames_and_not_what_they_mean() {
    for room in ["runtime/src/transport", "runtime/src/transport.rs"] {
        let strangers = ["crate::actor", "crate::ipc", "crate::client", "crate::runtime", "serde_json"];
        assert_room_knows_none_of(room, &strangers);
    }
}

#[test]
fn ipc_is_used_by_the_runtime_and_does_not_use_it() {
    for room in ["runtime/src/ipc", "runtime/src/ipc.rs"] {
        assert_room_knows_none_of(room, &["crate::runtime", "crate::app", "crate::prelude"]);
    }
}

#[test]
fn the_wire_has_no_socket_no_task_no_clock_and_no_actor() {
    let strangers = ["tokio", "std::net", "std::os", "std::time", "std::thread", "acton_reactive"];
    assert_room_knows_none_of("runtime/wire/src", &strangers);
}

#[test]
fn the_cores_of_the_clients_do_no_io_and_look_at_no_clock() {
    let python = ["import socket", "import asyncio", "import select", "import time", "import threading"];
    assert_room_knows_none_of("clients/python/acton_ipc/core", &python);
    let node = ["node:net", "node:fs", "node:timers", "setTimeout", "setImmediate", "performance", "Date"];
    assert_room_knows_none_of("clients/node/src/core", &node);
}

#[test]
fn nothing_knows_the_recipes() {
    for room in ["runtime/src", "runtime/wire/src", "runtime/macros/src"] {
        assert_room_knows_none_of(room, &["acton_cookbook"]);
    }
}

#[test]
fn a_path_is_known_by_its_whole_name() {
    assert!(mentions("use crate::ipc::session;", "crate::ipc"));
    assert!(!mentions("use crate::ipc_names;", "crate::ipc"));
    assert!(!mentions("use mytokio::net;", "tokio"));
}
