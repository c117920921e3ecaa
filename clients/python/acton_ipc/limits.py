"""Every limit of the client, each with its unit. Knows nothing else."""

from typing import Final

DEFAULT_TIMEOUT: Final = 30.0
"""How long a verb may take unless told otherwise, in seconds."""

MAX_TIMEOUT: Final = 300.0
"""The longest timeout, in seconds; also what 0 means."""

GRACE: Final = 0.25
"""How much longer than the server the client waits, in seconds: the server's TIMEOUT says whether the handler ran."""

MAX_PAYLOAD: Final = 16 * 1024 * 1024
"""The largest payload of a frame, in bytes."""

ENVELOPE: Final = 1024
"""What an envelope may take beside the caller's own strings, in bytes."""

MAX_REQUESTS: Final = 1_000
"""Requests in flight on one connection; the server takes 1,024, so it always reads our CANCEL."""

MAX_IN_FLIGHT: Final = 4 * 1024 * 1024
"""Payload in flight on one connection, in bytes; a larger request goes alone."""

CREDIT: Final = 256
"""Items a stream's server may send ahead; half of it is granted anew when half of it is taken."""

MAX_UNREAD: Final = 64 * 1024 * 1024
"""Bytes of stream items that nobody takes; then nothing is read until some are."""

MAX_UNSENT: Final = 64 * 1024 * 1024
"""Bytes that may wait for a server that takes none; then the connection ends."""

ITEM_WEIGHT: Final = 64
"""What an item or a push weighs beside its bytes, in bytes."""

MAX_PUSHES: Final = 1_024
"""Pushes a subscription holds for a consumer that is slow; then the oldest go."""

MAX_PUSH_BYTES: Final = 16 * 1024 * 1024
"""Bytes a subscription holds at most, the newest push excepted."""

MAX_FOLLOWED: Final = 4_096
"""Message types whose numbers are followed on one connection."""

MAX_RESPONSES: Final = 64
"""Responses of `send` kept for `receive`; then the oldest go."""

MAX_ERROR_TEXT: Final = 1_024
"""Characters of a server's sentence that are kept."""

MAX_READ: Final = 64 * 1024
"""Bytes taken from the socket at once."""

FIRST_BACKOFF: Final = 0.05
"""The longest pause before the second attempt, in seconds; it doubles with each further one."""

MAX_BACKOFF: Final = 2.0
"""The longest pause before any attempt, in seconds."""

MAX_OUTAGE: Final = 30.0
"""How long a subscription tries to come back, in seconds."""
