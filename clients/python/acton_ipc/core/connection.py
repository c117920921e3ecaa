"""The protocol on one connection, without the connection: bytes in, news out; requests in, bytes out.

Knows ids, room, deadlines, credit and subscriptions. Has no socket and no clock: the time is passed in, in seconds.
"""

from collections import deque
from collections.abc import Callable
from itertools import chain
from math import inf

from acton_ipc.core import answer, frame
from acton_ipc.core.answer import Body
from acton_ipc.core.codec import Codec, Unreadable, decode
from acton_ipc.core.end import Broken, End, Refused
from acton_ipc.core.exchange import Awaited, Exchange
from acton_ipc.core.inbox import Inbox
from acton_ipc.core.items import Items
from acton_ipc.core.outbox import Outbox
from acton_ipc.core.question import enrolments, withdrawal
from acton_ipc.core.subscriber import Subscriber
from acton_ipc.core.subscribers import PUSH_FIELDS, Subscribers
from acton_ipc.core.window import Window
from acton_ipc.errors import ActonTimeoutError, ProtocolError
from acton_ipc.limits import CREDIT, GRACE, MAX_OUTAGE, MAX_UNREAD, MAX_UNSENT

_MILLISECONDS = 1_000
_RESPONSE = frame.RESPONSE
_ERROR = frame.ERROR


class Connection:
    """One connection, from its first byte to its end.

    Whatever may wake somebody returns its news: the exchanges and subscribers with something to take, or nothing more
    to wait for. After each call the face sends what `outbox` holds.
    """

    def __init__(self, codec: Codec, max_payload: int, subscribers: Subscribers, now: float) -> None:
        self.outbox = Outbox()
        self.next_deadline = inf
        """When to `expire`: not later than the first deadline."""
        self.end: End | None = None
        """Why it is over, once it is."""
        self._codec = codec
        self._inbox = Inbox(max_payload)
        self._window = Window()
        self.in_flight: dict[str, Exchange] = {}
        """What was sent and is not answered, by number. Others only look: how much it is costs them no call."""
        self._queue: deque[Exchange] = deque()
        self._last_number = 0
        self.unread = 0
        self._complaint: str | None = None
        self._subscribers = subscribers
        subscribers.connected()
        for subscriber in subscribers.live:
            asked = enrolments(subscriber, now + MAX_OUTAGE, resumes=True)
            subscriber.interrupt(len(asked))
            for enrolment in asked:
                self.open(enrolment, now)

    @property
    def is_flooded(self) -> bool:
        """Whether reading on would only fill memory with items that nobody takes."""
        return self.unread >= MAX_UNREAD

    def open(self, exchange: Exchange, now: float) -> None:
        """Queues a request, or has it wait for room. Only while there is no `end`."""
        if self._queue or not self._window.admits(exchange.size):
            self._queue.append(exchange)
            due = exchange.deadline
        else:
            self._send(exchange, now)
            due = exchange.deadline + GRACE
        if due < self.next_deadline:
            self.next_deadline = due

    def expect(self, items: Items, deadline: float) -> None:
        """Somebody waits for an item, until then."""
        items.deadline = deadline
        self.next_deadline = min(self.next_deadline, deadline + GRACE)

    def take_item(self, items: Items) -> object:
        """The oldest item of a stream that holds some; the server may send others for those taken."""
        value, weight = items.take()
        self.unread -= weight
        if items.credit is not None and not items.ended:
            items.taken += 1
            if items.taken == CREDIT // 2:
                items.taken = 0
                self._write(frame.CREDIT, {"correlation_id": items.number, "items": CREDIT // 2})
        return value

    def abandon(self, exchange: Exchange, now: float) -> None:
        """Nobody waits for this any more."""
        if isinstance(exchange, Items):
            self.unread -= exchange.drop()
        if exchange.ended:
            return
        exchange.ended = True
        if exchange.number:
            self._close(exchange)
            self._cancel(exchange)
        else:
            self._queue.remove(exchange)
        self._admit(now)

    def unsubscribe(self, subscriber: Subscriber) -> None:
        """Nobody wants these pushes any more. The answer is nobody's."""
        for kind, names in self._subscribers.remove(subscriber).items():
            self._last_number += 1
            self.outbox.append(withdrawal(self._codec, kind, str(self._last_number), names))

    def receive(self, data: bytes, clock: Callable[[], float]) -> list[Awaited]:
        """Bytes came."""
        news: list[Awaited] = []
        if self.end is not None:
            return news
        codec = self._codec
        try:
            for kind, payload_format, payload in self._inbox.take(data):
                if kind == _RESPONSE or kind == _ERROR:
                    own = payload_format == codec.code
                    body = codec.decode(payload) if own else decode(codec, payload_format, payload)
                    self._answer(kind, body, news)
                elif kind == frame.STREAM:
                    self._item(decode(self._codec, payload_format, payload), len(payload), news)
                elif kind == frame.PUSH:
                    body = answer.named(decode(self._codec, payload_format, payload), PUSH_FIELDS)
                    self._subscribers.receive(body, len(payload), news)
                elif kind == frame.HEARTBEAT:
                    self._echo(payload, news)
                else:
                    raise Broken(f"it sent a {frame.KIND_NAMES[kind]} frame, which only clients send")
            if self._inbox.fault is not None:
                raise Broken(str(self._inbox.fault))
        except Unreadable as error:
            return news + self.close(Broken(f"it sent a {frame.KIND_NAMES[kind]} frame that cannot be read: {error}"))
        except End as end:
            return news + self.close(end)
        if self._queue:
            self._admit(clock())
        return news

    def receive_end(self) -> list[Awaited]:
        """The server closed the connection."""
        in_a_frame = " in the middle of a frame" if self._inbox.is_in_a_frame else ""
        return self.close(End(f"the server closed it{in_a_frame}"))

    def close(self, end: End) -> list[Awaited]:
        """The connection is over. Everybody who waits is told; what ended it first stays the reason."""
        news: list[Awaited] = []
        if self.end is not None:
            return news
        end.explain(self._complaint)
        self.end = end
        self.next_deadline = inf
        for exchange in chain(self.in_flight.values(), self._queue):
            was_sent = exchange.number and exchange.offset < self.outbox.sent
            exchange.fail(end.error("maybe" if was_sent else "no"), news)
        self.in_flight.clear()
        self._queue.clear()
        self.outbox.clear()
        self._subscribers.disconnected(end, news)
        return news

    def expire(self, now: float) -> list[Awaited]:
        """Ends what is due."""
        news: list[Awaited] = []
        for exchange in [e for e in self._queue if e.deadline <= now]:
            self._queue.remove(exchange)
            sentence = "the request was not sent: what is in flight before it did not end in time; send less at once"
            exchange.fail(ActonTimeoutError(sentence, executed="no"), news)
        for exchange in [e for e in self.in_flight.values() if e.deadline + GRACE <= now]:
            self._close(exchange)
            self._cancel(exchange)
            exchange.fail(self._timeout(), news)
        self._admit(now)
        waiting = (exchange.deadline for exchange in self._queue)
        sent = (exchange.deadline + GRACE for exchange in self.in_flight.values())
        self.next_deadline = min(chain(waiting, sent), default=inf)
        if self.outbox.unsent > MAX_UNSENT:
            news += self.close(End("the server takes no more"))
        return news

    def _timeout(self) -> ActonTimeoutError:
        said = "" if self._complaint is None else f"; it had said of no request in particular: {self._complaint}"
        return ActonTimeoutError(
            "the server did not answer in time; give it a longer timeout, or see what keeps its actor busy" + said
        )

    def _send(self, exchange: Exchange, now: float) -> None:
        self._last_number = last = self._last_number + 1
        exchange.number = number = str(last)
        left_ms = round(exchange.allowed(now) * _MILLISECONDS)
        outbox = self.outbox
        exchange.offset = outbox.queued
        outbox.append(exchange.write(self._codec, number, left_ms if left_ms > 0 else 1))
        self.in_flight[number] = exchange

    def _admit(self, now: float) -> None:
        """Sends what waited for room, in turn."""
        while self._queue and self._window.admits(self._queue[0].size):
            self._send(self._queue.popleft(), now)

    def _close(self, exchange: Exchange) -> None:
        del self.in_flight[exchange.number]
        self._window.leave(exchange.size)

    def _cancel(self, exchange: Exchange) -> None:
        if exchange.is_cancellable:
            self._write(frame.CANCEL, {"correlation_id": exchange.number})

    def _write(self, kind: int, fields: Body) -> None:
        if self.end is None:
            self.outbox.append(frame.frame(kind, self._codec.code, self._codec.encode(fields)))

    def _answer(self, kind: int, body: object, news: list[Awaited]) -> None:
        if type(body) is not dict:
            body = answer.named(body, self._fields(body))
        number = body.get("correlation_id")
        if type(number) is not str:
            answer.missing("correlation_id", "a string")
        success = body.get("success")
        if success is not True and success is not False:
            answer.missing("success", "true or false")
        failed = not success or kind == frame.ERROR
        exchange = self.in_flight.get(number)
        if exchange is None:
            self._stray(body)
        elif failed or exchange.answer_kind == frame.RESPONSE:
            self._close(exchange)
            exchange.accept(body, failed, news)
        else:
            self._disbelieve(exchange, "a reply came where none was asked for", news)

    def _fields(self, body: object) -> tuple[str, ...]:
        """What the positions of an answer mean: that depends on who asked."""
        first = body[0] if isinstance(body, list) and body else None
        asker = self.in_flight.get(first) if isinstance(first, str) else None
        return asker.answer_fields if asker else ("correlation_id", "success", "error", "error_code")

    def _stray(self, body: Body) -> None:
        """An answer to nobody in particular. What is repeated or late is passed over."""
        if body["correlation_id"] == answer.REJECTED_ID:
            raise Refused(body)
        if body["correlation_id"] != answer.UNKNOWN_ID:
            return
        # A server without our format has read nothing of what we sent.
        if answer.code(body) == "UNSUPPORTED_FORMAT" and self._codec.code != frame.JSON:
            raise Refused(body)
        self._complaint = answer.sentence(body) or self._complaint

    def _item(self, body: object, size: int, news: list[Awaited]) -> None:
        body = answer.named(body, Items.answer_fields)
        exchange = self.in_flight.get(answer.text(body, "correlation_id"))
        sequence = answer.number(body, "sequence")
        answer.flag(body, "is_final")
        if exchange is None:
            return
        if not isinstance(exchange, Items):
            self._disbelieve(exchange, "a stream came where none was asked for", news)
        elif sequence != exchange.due:
            self._disbelieve(exchange, f"item {sequence} of the stream came where item {exchange.due} was due", news)
        else:
            self.unread += exchange.add(body, size, news)
            if exchange.ended:
                self._close(exchange)

    def _echo(self, payload: bytes, news: list[Awaited]) -> None:
        exchange = self.in_flight.get(payload.decode("ascii", "replace"))
        if exchange is not None and exchange.answer_kind == frame.HEARTBEAT:
            self._close(exchange)
            exchange.accept({}, False, news)

    def _disbelieve(self, exchange: Exchange, reason: str, news: list[Awaited]) -> None:
        """Ends one exchange for what the server said of it, and lets the others be."""
        self._close(exchange)
        self._cancel(exchange)
        exchange.fail(ProtocolError(f"the server broke the protocol: {reason}"), news)
