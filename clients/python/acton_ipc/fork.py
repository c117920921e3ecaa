"""A child process makes connections of its own: what it inherited is its parent's."""

import os
from typing import Protocol
from weakref import WeakSet


class Inherited(Protocol):
    """What cannot be shared by two processes."""

    def disown(self) -> None:
        """Lets go of what the parent goes on using. Runs in the child, where no other thread is."""


_watched: "WeakSet[Inherited]" = WeakSet()


def watch(inherited: Inherited) -> None:
    """Has it disowned in every process that is forked from this one."""
    _watched.add(inherited)


def _disown_all() -> None:
    for inherited in list(_watched):
        inherited.disown()


os.register_at_fork(after_in_child=_disown_all)
