"""Records on their way: handed to one session together, and what became of each."""

from collections.abc import Callable

from kafka.errors import IllegalStateError, KafkaError, KafkaTimeoutError

from graftwatch.adapters.kafka.raw.session import Pending, Session

Sent = Pending | Exception
"""A record that was handed to the producer, or why it was not."""


class Flight:
    """Records of one session; each is answered, or the session has failed, or their time is over.

    `give_up_at` is in the event loop's seconds.
    """

    def __init__(self, session: Session, give_up_at: float) -> None:
        self._session = session
        self._watched: list[Pending] = []
        self.give_up_at = give_up_at
        self.given_up = False

    def send(self, send: Callable[..., Pending], *what: object) -> Sent:
        """Hands a record to the producer, while nothing before it has failed."""
        if self._session.failure is not None:
            return self._session.failure
        try:
            return send(self._session, *what)
        except KafkaError as fault:
            return self._reason(fault)

    def depart(self) -> None:
        """Everything was handed on: from now on it is waited for."""
        self._watched = self._session.watch()

    def answered(self) -> bool:
        """Whether there is nothing to wait for any more."""
        return self.given_up or all(future.is_done for future in self._watched)

    def give_up(self) -> None:
        """Their time is over, and the session's with it."""
        self.given_up = True
        self._session.fail(KafkaTimeoutError("not answered in time"))

    def fault_of(self, sent: Sent) -> Exception | None:
        """Why a record is not known to be kept; None: it is."""
        if isinstance(sent, Exception):
            return sent
        fault: Exception | None = sent.exception if sent.is_done else KafkaTimeoutError("not answered in time")
        return None if fault is None else self._reason(fault)

    def _reason(self, fault: Exception) -> Exception:
        """What ended the session says more than that a record behind it could not be sent."""
        failure = self._session.failure
        return failure if failure is not None and isinstance(fault, IllegalStateError) else fault
