"""Which identifiers are one person's, by what messages said of two at a time.

A merge, a link or a list of identifiers says that two are one person's; unlinking says that they are not. Of all that
was said of two identifiers, the newest counts, so the order in which messages come changes nothing. What follows over
several steps follows, too: 17 is 23, 23 is 31. Nothing is learnt through an identifier of another recipient, nor one
that a newer message says is not this recipient's.

Source: HL7 v2.5.1, 3.6.2 (merge, move, change, link, unlink).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graftwatch.roster.change import IdentityStatement
from graftwatch.roster.recipient import Identifier

# A person has a few numbers, one a hospital or system and one a merge. More than that is a placeholder ("0000") that
# was merged into everybody: nothing is learnt from it.
LEARNT_AT_MOST = 20


class IdentityGraph:
    """All that was said, the newest of each two identifiers."""

    def __init__(self) -> None:
        self._newest: dict[frozenset[Identifier], IdentityStatement] = {}
        self._beside: defaultdict[Identifier, set[Identifier]] = defaultdict(set)

    def __iter__(self) -> Iterator[Identifier]:
        return iter(self._beside)

    def add(self, said: IdentityStatement) -> bool:
        """Takes a statement; says whether it changes what holds of its two identifiers."""
        held = self._newest.get(said.pair)
        if held is not None and held.rank >= said.rank:
            return False
        self._newest[said.pair] = said
        one, other = said.pair
        self._beside[one].add(other)
        self._beside[other].add(one)
        return held is None or held.same is not said.same

    def reached(self, own: frozenset[Identifier]) -> Mapping[Identifier, IdentityStatement]:
        """The further identifiers of whoever has these, each with the statement that led to it."""
        found: dict[Identifier, IdentityStatement] = {}
        edge = sorted(own)
        while edge:
            new: set[Identifier] = set()
            for at in edge:
                for beside in sorted(self._beside.get(at, ())):
                    said = self._newest[frozenset((at, beside))]
                    if said.same and beside not in own and beside not in found and not self._parted(own, beside):
                        found[beside] = said
                        new.add(beside)
            edge = sorted(new)
        return found

    def beside(self, own: frozenset[Identifier]) -> frozenset[Identifier]:
        """The identifiers that a message named together with one of these, without a step between."""
        return frozenset(one for one, said in self.reached(own).items() if said.pair & own)

    def _parted(self, own: frozenset[Identifier], other: Identifier) -> bool:
        """Whether the newest word on one of the recipient's own identifiers and the other is that they are apart."""
        beside = self._beside[other] & own
        return any(not self._newest[frozenset((one, other))].same for one in beside)
