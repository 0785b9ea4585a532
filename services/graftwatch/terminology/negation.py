"""What a clause denies: "no X", "X not detected", "negative for X", "X: negative", "X, not Y".

Works on folded words of one clause. "Coagulase negative" and "gram negative" are no denials, nor is "not further
identified". A word about the past, a wish to exclude or an antigen makes a mention unusable without denying it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from graftwatch.terminology.report_words import words_of

_ATTRIBUTES: Final = words_of(
    "gram coagulase lactamase esbl oxidase catalase indole mec meca pbp2a vana vanb urease lactose carbapenemase kpc "
    "ndm ampc cefoxitin bla dnase optochin bacitracin camp mpbp mcr"
)
_RESISTANT_STRAINS: Final = words_of("mrsa orsa vrsa vre mrse")
_BEFORE: Final = words_of("no nil without absence exclude excludes excluding denies never neither nor")
_AFTER_NOT: Final = words_of(
    "isolated detected seen found recovered present observed grown growing identified noted evident visualized cultured"
)
_HARMLESS_AFTER_NOT: Final = words_of(
    "further otherwise speciated typed tested viable to sensitive susceptible resistant done"
)
_HARMLESS_AFTER_NO: Final = words_of(
    "further sensitivity sensitivities susceptibility susceptibilities resistance esbl additional"
)
_UNUSABLE: Final = words_of(
    "antigen antibody antibodies igg igm vaccine history previous previously prior colonised colonized carrier "
    "suggest recommend "
    "recommended exclude screen screening phage"
)


class Stance(StrEnum):
    """What the clause says of a mention in it."""

    AFFIRMED = "affirmed"
    DENIED = "denied"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Denials:
    """Where a clause denies: everything behind `from_word`, and everything if `whole`."""

    from_word: int | None
    whole: bool
    unusable: bool

    def stance(self, start: int) -> Stance:
        """What is said of a mention that starts at this word."""
        if self.whole or (self.from_word is not None and start > self.from_word):
            return Stance.DENIED
        return Stance.UNUSABLE if self.unusable else Stance.AFFIRMED


def denials(clause_words: list[str]) -> Denials:
    """What the clause denies."""
    from_word: int | None = None
    whole = False
    for at, word in enumerate(clause_words):
        following = clause_words[at + 1] if at + 1 < len(clause_words) else ""
        if word in _BEFORE and following not in _HARMLESS_AFTER_NO and from_word is None:
            from_word = at
        elif word == "free" and following == "of":
            from_word = at if from_word is None else from_word
        elif word in {"excluded", "ruled", "none", "absent"} or (word == "rule" and following == "out"):
            whole = True
        elif word == "not" and following not in _HARMLESS_AFTER_NOT:
            whole = whole or _denies_all(clause_words, at)
            from_word = at if from_word is None else from_word
        elif word == "negative" and not _is_attribute(clause_words, at):
            whole = True
    return Denials(from_word, whole, unusable=any(word in _UNUSABLE for word in clause_words))


def _is_attribute(clause_words: list[str], at: int) -> bool:
    """Whether "negative" here describes the organism: "coagulase negative", "S. aureus, MRSA negative"."""
    before = clause_words[at - 1] if at else ""
    if before in _RESISTANT_STRAINS:
        return any(word in {"staphylococcus", "enterococcus", "aureus", "faecium"} for word in clause_words[: at - 1])
    return before in _ATTRIBUTES or clause_words[max(0, at - 2) : at] == ["d", "test"]


def _denies_all(clause_words: list[str], at: int) -> bool:
    """Whether "not" here denies what stands before it: "X not isolated", but not "X, not Y"."""
    rest = clause_words[at + 1 :]
    if not rest:
        return True
    verb = next((word for word in rest[:2] if word in _AFTER_NOT), None)
    if verb is None:
        return False
    behind = rest[rest.index(verb) + 1 :][:1]
    return behind not in (["further"], ["to"])
