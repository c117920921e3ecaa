"""A child process makes a connection of its own, and leaves its parent's alone."""

import os
import sys
import warnings
from collections.abc import Callable

import pytest
from acton_ipc import ActonClient, DisconnectedError
from faces import Face
from scripted_server import Conversation, ScriptedServer, replies


def forked(act: Callable[[], object]) -> int:
    """A process forked from this one in which `act` runs; `goes_well` waits for it."""
    with warnings.catch_warnings():
        # The scripted server's thread is not in the child, and is not needed there.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        except BaseException as error:
            print(repr(error), file=sys.stderr)
        finally:
            os._exit(status)
    return child


def goes_well(child: int) -> bool:
    """Whether the process ends without an error."""
    return os.waitpid(child, 0)[1] == 0


def test_a_child_opens_a_connection_of_its_own_and_its_parent_keeps_the_old_one() -> None:
    # They are served one after the other: the child's connection once the parent's is closed.
    with ScriptedServer(replies({"Ask": "parent"}), replies({"Ask": "child"})) as server:
        client = ActonClient(server.path)
        assert client.call("actor", "Ask") == "parent"

        def ask() -> None:
            answer = client.call("actor", "Ask")
            assert answer == "child", answer

        child = forked(ask)
        assert client.call("actor", "Ask") == "parent"
        client.close()
        assert goes_well(child)


def test_a_child_that_ends_says_nothing_to_its_parents_server(connect: Face) -> None:
    with ScriptedServer(replies({"Ask": "well"})) as server, connect(server.path) as client:
        assert client.call("actor", "Ask") == "well"
        assert goes_well(forked(lambda: None))
        assert client.call("actor", "Ask") == "well"


def test_a_stream_that_a_child_inherits_is_over_there_and_goes_on_in_its_parent() -> None:
    def script(line: Conversation) -> None:
        asked = line.read()
        line.item(asked, 0, "first")
        line.reply(line.read(), None)
        line.item(asked, 1, "second")
        line.finish(asked, 2)
        line.wait()

    with ScriptedServer(script) as server, ActonClient(server.path) as client:
        stream = client.stream("actor", "Ask")
        assert next(stream) == "first"

        def goes_on() -> None:
            with pytest.raises(DisconnectedError, match="forked"):
                next(stream)
            stream.close()

        assert goes_well(forked(goes_on))
        client.post("actor", "Tell")
        assert list(stream) == ["second"]
