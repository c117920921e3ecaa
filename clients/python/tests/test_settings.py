"""Where the socket is, who is trusted, and what a client is told."""

import builtins
import os
import socket
from pathlib import Path

import acton_ipc
import pytest
from acton_ipc import ActonError, DisconnectedError, EncodeError, default_socket_path
from acton_ipc.socket_path import MAX_PATH
from acton_ipc.trust import server_uid
from faces import Face
from scripted_server import Conversation, ScriptedServer, replies


def test_the_socket_is_where_the_first_variable_that_is_set_and_not_empty_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTON_SOCKET", "/one.sock")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/two")
    assert default_socket_path() == "/one.sock"
    monkeypatch.setenv("ACTON_SOCKET", "")
    assert default_socket_path() == "/two/acton/ipc.sock"
    monkeypatch.setenv("XDG_RUNTIME_DIR", "")
    assert default_socket_path() == "/tmp/acton.sock"


def test_a_path_is_read_from_the_environment_when_the_client_is_made_unless_one_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ACTON_SOCKET", "/one.sock")
    assert acton_ipc.ActonClient().path == "/one.sock"
    assert acton_ipc.AsyncActonClient(Path("/other.sock")).path == "/other.sock"


def test_a_path_that_is_too_long_is_an_error_that_names_both_lengths(connect: Face) -> None:
    path = "/" + "x" * MAX_PATH
    lengths = f"{MAX_PATH + 1} bytes and may have {MAX_PATH}"
    with connect(path) as client, pytest.raises(DisconnectedError, match=lengths):
        client.ping()


def test_a_system_without_unix_sockets_is_named_with_those_that_have_them(
    connect: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("acton_ipc.socket_path.socket", object())
    with connect("/any.sock") as client, pytest.raises(DisconnectedError, match=r"no Unix sockets .* use Linux, macOS"):
        client.ping()


def test_another_users_server_is_sent_nothing_unless_it_is_trusted(
    connect: Face, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(line: Conversation) -> None:
        assert line.wait() == b""

    with ScriptedServer(script, replies({"Ask": 1}), replies({"Ask": 1})) as server:
        monkeypatch.setattr("acton_ipc.dial.server_uid", lambda sock: 4_242)
        with connect(server.path) as client, pytest.raises(DisconnectedError, match="uid 4242") as raised:
            client.call("actor", "Ask")
        assert raised.value.executed == "no"
        with connect(server.path, trust_uid=4_242) as client:
            assert client.call("actor", "Ask") == 1
        monkeypatch.setenv("ACTON_TRUST_UID", "4242")
        with connect(server.path) as client:
            assert client.call("actor", "Ask") == 1


def test_the_kernel_says_whose_server_it_is() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert server_uid(ours) == os.geteuid()


def test_a_setting_that_makes_no_sense_is_refused_at_once(connect: Face) -> None:
    with pytest.raises(ValueError, match="the timeout is -1"):
        connect(timeout=-1)
    with pytest.raises(ValueError, match='no format "xml"'):
        connect(wire_format="xml")
    with pytest.raises(EncodeError, match="headers are strings"):
        connect(headers={"a": 1})


def test_no_name_of_the_package_hides_one_of_pythons_own() -> None:
    assert not set(acton_ipc.__all__) & set(dir(builtins))
    assert all(hasattr(acton_ipc, name) for name in acton_ipc.__all__)


def test_every_error_is_an_acton_error_with_a_code() -> None:
    kinds = ("ServerError", "ActonTimeoutError", "DisconnectedError", "ProtocolError", "EncodeError")
    for kind in kinds:
        error = getattr(acton_ipc, kind)("so it is")
        assert isinstance(error, ActonError)
        assert (isinstance(error.code, str), error.executed in ("no", "maybe"), error.retry_after) == (True, True, None)


def test_the_package_has_its_types_with_it() -> None:
    assert (Path(acton_ipc.__file__).parent / "py.typed").is_file()
