"""How a story stands with people: who heard it, or to whom it goes next and when."""

from datetime import datetime

from graftwatch.console.signals.views import Acknowledgeable, Hearing, NextStep, ToWhom
from graftwatch.entrypoints.on_call_files import OnCallFiles
from graftwatch.findings import Severity
from graftwatch.paging import Story, StoryState
from graftwatch.paging.waiting import due_at, ever_given_up, last_step, repeats_in_all
from graftwatch.protocol import Paging


class Escalation:
    """Says of stories how they stand.

    Args:
        policy: the protocol's paging.
        on_call: who is on call.
    """

    def __init__(self, policy: Paging, on_call: OnCallFiles) -> None:
        self._policy = policy
        self._files = on_call

    def standing(self, story: Story, *, held_back: bool) -> Acknowledgeable:
        """How a story stands that is not over."""
        newest = story.unheard_pages
        base = Acknowledgeable(hearing=Hearing.TOLD, page=newest[-1].page, told_at=newest[0].at, step=self._step(story))
        if story.state is StoryState.HEARD:
            heard = {"acknowledged_by": story.acknowledged_by, "acknowledged_at": story.acknowledged_at}
            return base.model_copy(update={"hearing": Hearing.ACKNOWLEDGED, **heard})
        if held_back:
            return base.model_copy(update={"hearing": Hearing.HELD_BACK})
        if story.state is StoryState.UNHEARD:
            return base.model_copy(update={"hearing": Hearing.UNHEARD})
        if story.said.severity is not Severity.PAGE:
            return base
        following = self._next(story) if ever_given_up(story.said.kind, self._policy) else None
        return base.model_copy(update={"hearing": Hearing.WAITING, "next": following})

    def _step(self, story: Story) -> int:
        return min(story.repeats + 1, last_step(self._policy))

    def _next(self, story: Story) -> NextStep:
        at, steps = due_at(story, self._policy), last_step(self._policy)
        gives_up = story.repeats >= repeats_in_all(story.said.kind, self._policy)
        step = min(story.repeats + 2, steps)
        told = self._policy.escalation[step - 1].to if self._policy.escalation and not gives_up else ()
        to = tuple(self._whom(name, at) for name in told)
        return NextStep(at=at, step=step, to=to, again=story.repeats + 2 > steps, gives_up=gives_up)

    def _whom(self, name: str, at: datetime) -> ToWhom:
        on_call = self._files.on_call
        return ToWhom(name=name, person=on_call.person_of(name, at) if on_call.is_duty(name) else "")
