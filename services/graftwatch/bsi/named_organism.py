"""Organisms that the reports of one blood draw name, each once, with the most final result that names it.

Source: NHSN Patient Safety Component Manual, chapter 4, January 2026. Several isolates of one organism count once; a
name that only describes (a genus, "coagulase-negative staphylococci") gives way to the species it describes, in one
specimen and between companion specimens. A mere form ("Gram-negative bacillus") is an organism only where the
laboratory's final report goes no further.

    one specimen                         its companion                        reported as
    Coagulase-positive staphylococci     Staphylococcus aureus                Staphylococcus aureus
    Staphylococcus epidermidis           Coagulase-negative staphylococci     Staphylococcus epidermidis
    Enterococcus                         Enterococcus faecium                 Enterococcus faecium
    Bacillus                             Bacillus cereus                      Bacillus cereus
    Streptococcus salivarius             Viridans group streptococci          Streptococcus salivarius
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graftwatch.facts import Fact, Isolate, MicrobiologyReport, ReportKind, Status
from graftwatch.terminology.organism import Organism, Precision
from graftwatch.terminology.organism_matching import matches, more_precise, same_commensal
from graftwatch.terminology.organisms import named


@dataclass(frozen=True, slots=True)
class NamedOrganism:
    """One organism of one draw.

    Attributes:
        organism: the terminology's organism.
        final: whether the organism's own result is final or corrected (OBX-11), whatever the report's status.
        by_culture: whether a culture names it, and not only a non-culture test.
        report: the report that names it.
    """

    organism: Organism
    final: bool
    by_culture: bool
    report: Fact[MicrobiologyReport]

    @property
    def key(self) -> tuple[bool, bool, str, str]:
        """Culture before non-culture test, final before preliminary, then by name and report."""
        return not self.by_culture, not self.final, self.organism.name, self.report.identity


def named_organisms(reports: Iterable[Fact[MicrobiologyReport]]) -> tuple[NamedOrganism, ...]:
    """The organisms that these reports of one draw name, by name; each once."""
    best: dict[tuple[str, bool], NamedOrganism] = {}
    for one in sorted(_named(reports), key=lambda one: one.key):
        best.setdefault((one.organism.name, one.by_culture), one)
    found = list(best.values())
    kept = [one for one in found if not any(_says_more(other, one) for other in found)]
    return tuple(sorted(kept, key=lambda one: (one.organism.name, one.key)))


def organism_of(isolate: Isolate) -> Organism | None:
    """The isolate's organism; None where nobody resolved it, or by a name that the terminology does not have."""
    return None if isolate.organism is None else organism_named(isolate.organism)


def organism_named(name: str) -> Organism | None:
    """The organism of a canonical name; None where the terminology has no such name."""
    try:
        return named(name)
    except LookupError:
        return None


def is_same(one: Organism, other: Organism) -> bool:
    """Whether two names of an event are one organism: one species, one commensal, or a genus and its species.

    >>> is_same(named("Enterococcus"), named("Enterococcus faecium"))
    True
    >>> is_same(named("Enterococcus faecalis"), named("Enterococcus faecium"))
    False
    >>> is_same(named("Staphylococcus"), named("Staphylococcus epidermidis"))
    False
    >>> is_same(named("Bacillus"), named("Bacillus anthracis"))
    False
    """
    if one.name == other.name or same_commensal(one, other):
        return True
    if one.common_commensal or other.common_commensal or None in {one.genus, other.genus}:
        return False
    return matches(one, other)


def _named(reports: Iterable[Fact[MicrobiologyReport]]) -> Iterator[NamedOrganism]:
    for report in reports:
        for isolate in report.statement.isolates:
            organism = organism_of(isolate)
            if organism is not None and isolate.status is not Status.WITHDRAWN and _counts(report, organism, isolate):
                by_culture = report.statement.kind is not ReportKind.NON_CULTURE_TEST
                yield NamedOrganism(organism, isolate.status.is_final, by_culture, report)


def _counts(report: Fact[MicrobiologyReport], organism: Organism, isolate: Isolate) -> bool:
    """A form counts only where the report is final; a non-culture test must name a genus or a species."""
    if report.statement.kind is ReportKind.NON_CULTURE_TEST:
        return organism.precision in {Precision.SPECIES, Precision.GENUS}
    if organism.precision is Precision.MORPHOLOGY or isolate.morphology_only:
        return report.statement.status.is_final and isolate.status.is_final
    return True


def _says_more(other: NamedOrganism, one: NamedOrganism) -> bool:
    """Whether the other name of the same draw makes this one superfluous."""
    if other is one or other.by_culture != one.by_culture or (one.final and not other.final):
        return False
    if one.organism.precision is Precision.MORPHOLOGY:
        return other.organism.precision is not Precision.MORPHOLOGY
    if more_precise(one.organism, other.organism) is one.organism:
        return False
    return is_same(one.organism, other.organism)
