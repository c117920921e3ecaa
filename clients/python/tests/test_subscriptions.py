"""What a subscription promises."""

import pytest
from acton_ipc import ServerError
from acton_ipc.core import frame
from faces import Face
from scripted_server import Conversation, ScriptedServer


def test_a_subscription_gives_pushes_in_order_and_counts_what_is_missing(connect: Face) -> None:
    def script(line: Conversation) -> None:
        asked = line.read(frame.SUBSCRIBE)
        assert asked["message_types"] == ["News"]
        line.confirm(asked)
        for sequence in (0, 1, 4):
            line.push("News", sequence, sequence)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        news = client.subscribe("News")
        assert [next(news).payload for _ in range(3)] == [0, 1, 4]
        assert (news.missed, news.gaps) == (2, 0)


def test_of_more_than_1024_pushes_the_oldest_are_dropped_and_counted(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        for sequence in range(1_030):
            line.push("News", sequence, sequence)
        line.reply(line.read(), "behind them")
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        news = client.subscribe("News")
        assert client.call("actor", "Ask") == "behind them"
        assert next(news).payload == 6
        assert news.missed == 6


def test_a_name_with_a_star_at_its_end_is_a_pattern(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        asked = line.read(frame.SUBSCRIBE_PATTERNS)
        assert asked["patterns"] == ["Price*"]
        line.confirm(asked)
        for message_type in ("PriceUpdate", "Other", "News"):
            line.push(message_type, None, 0)
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        pushes = client.subscribe("News", "Price*")
        assert [next(pushes).message_type for _ in range(2)] == ["PriceUpdate", "News"]


def test_a_subscription_that_is_left_is_given_up_at_the_server(connect: Face) -> None:
    def script(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        assert line.read(frame.UNSUBSCRIBE)["message_types"] == ["News"]
        line.reply(line.read(), "next")
        line.wait()

    with ScriptedServer(script) as server, connect(server.path) as client:
        news = client.subscribe("News")
        news.close()
        assert list(news) == []
        assert client.call("actor", "Ask") == "next"


def test_a_subscription_goes_on_after_its_connection_ended_and_shows_the_gap(connect: Face) -> None:
    def first(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        line.push("News", "before", 0)

    def second(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))
        line.push("News", "after", 0)
        line.wait()

    with ScriptedServer(first, second) as server, connect(server.path) as client:
        news = client.subscribe("News")
        assert (next(news).payload, news.gaps) == ("before", 0)
        assert (next(news).payload, news.gaps) == ("after", 1)
        assert news.missed == 0


def test_a_subscription_that_is_refused_when_it_comes_back_ends_with_the_refusal(connect: Face) -> None:
    def first(line: Conversation) -> None:
        line.confirm(line.read(frame.SUBSCRIBE))

    def second(line: Conversation) -> None:
        line.refuse(line.read(frame.SUBSCRIBE), "ACCESS_DENIED")
        line.wait()

    with ScriptedServer(first, second) as server, connect(server.path) as client:
        news = client.subscribe("News")
        with pytest.raises(ServerError) as raised:
            next(news)
    assert raised.value.code == "ACCESS_DENIED"


def test_a_subscription_without_a_name_is_refused_before_anything_is_sent(connect: Face) -> None:
    with connect("/nowhere/at/all") as client, pytest.raises(ValueError, match="no name"):
        client.subscribe()
