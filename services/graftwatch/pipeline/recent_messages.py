"""Which of the recent messages a new one repeats, where the log of them cannot be asked: their digests alone.

It stands to `DuplicateWindow` as a log on other machines to a journal at hand: the same bounded window of control ids,
with the digest of a kept message's bytes in place of its number. After a restart it is empty, and a repeated message is
then kept twice, which harms nothing: facts have an identity.
"""

from graftwatch.pipeline.duplicates import DuplicateWindow, message_key
from graftwatch.pipeline.ingest import Message, Novelty


class RecentMessages:
    """The door's memory of what is known to be kept."""

    def __init__(self, window: DuplicateWindow) -> None:
        self._window = window

    def __len__(self) -> int:
        return len(self._window)

    def novelty(self, message: Message) -> Novelty:
        """How a message stands to those that are known to be kept."""
        key = message_key(message.feed, message.header)
        if key not in self._window:
            return Novelty.NEW
        return Novelty.DUPLICATE if _digest(message) in self._window.seqs(key) else Novelty.CONFLICT

    def remember(self, message: Message) -> None:
        """This message is kept."""
        self._window.remember(message_key(message.feed, message.header), _digest(message))


def _digest(message: Message) -> int:
    """64 bits by the interpreter's keyed hash, the cheapest there is.

    Two different messages of one control id are taken for the same once in 10^19 times.
    """
    return hash(message.content)
