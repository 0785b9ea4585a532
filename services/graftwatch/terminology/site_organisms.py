"""Organisms as a site states them: by a name that the terminology knows, or by any name with its flags behind it.

`Escherichia coli` is the terminology's own organism. `Novobacter novus (commensal)`, `(MBI)`, `(commensal, MBI)` or
`(neither)` is the name with the NHSN flags that somebody looked up in the published list; these win over the
terminology's. The canonical name of such an organism says so ("Novobacter novus [site: commensal]"): so that a fact
carries its flags with it, a replay needs no second file, and every explanation shows whose flags they are.
"""

import re
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from graftwatch.terminology.organism import Organism, OrganismKind, Precision

_FLAGS: Final = MappingProxyType(
    {
        (True, False): "commensal",
        (True, True): "commensal, MBI",
        (False, True): "MBI",
        (False, False): "neither",
    }
)
_FLAGS_BY_WORDS: Final = MappingProxyType({words.casefold(): flags for flags, words in _FLAGS.items()})
_STATED: Final = re.compile(r"(?P<name>[^()\[\]]+?)\s*\((?P<flags>[a-z, ]+)\)", re.IGNORECASE)
_CANONICAL: Final = re.compile(r"(?P<name>[^\[\]]+) \[site: (?P<flags>[a-z, ]+)\]", re.IGNORECASE)
_BINOMIAL: Final = re.compile(r"(?P<genus>[A-Z][a-z]+)(?: (?P<species>[a-z-]+))?(?: .*)?")
HOW_TO_STATE: Final = "a name as `graftwatch terminology organism` gives it, or a name with (commensal), (MBI), "
HOW_TO_STATE_FLAGS: Final = f"{HOW_TO_STATE}(commensal, MBI) or (neither) behind it"


def stated(name: str, *, common_commensal: bool, mbi: bool) -> str:
    """An organism with its flags, as the `organism` column of a codes.csv holds it."""
    return f"{name} ({_FLAGS[common_commensal, mbi]})"


def canonical_of_stated(value: str) -> str | None:
    """The canonical name of a name with flags behind it; None where there are none.

    >>> canonical_of_stated("Novobacter novus (MBI)")
    'Novobacter novus [site: MBI]'
    >>> canonical_of_stated("Novobacter novus") is None
    True
    """
    found = _STATED.fullmatch(value.strip())
    flags = _FLAGS_BY_WORDS.get(_plain(found["flags"])) if found else None
    return f"{found['name']} [site: {_FLAGS[flags]}]" if found and flags is not None else None


def flags_of(canonical_name: str) -> tuple[str, tuple[bool, bool]] | None:
    """The name and the flags of a canonical name that carries them."""
    found = _CANONICAL.fullmatch(canonical_name)
    flags = _FLAGS_BY_WORDS.get(_plain(found["flags"])) if found else None
    return (found["name"], flags) if found and flags is not None else None


def with_flags(canonical_name: str, known: Organism | None) -> Organism | None:
    """The organism of a canonical name that carries its flags; `known` is the terminology's own of the bare name."""
    found = flags_of(canonical_name)
    if found is None:
        return None
    name, (common_commensal, mbi) = found
    organism = known if known is not None else _unknown(name)
    return replace(organism, name=canonical_name, common_commensal=common_commensal, mbi=mbi)


def _unknown(name: str) -> Organism:
    parts = _BINOMIAL.fullmatch(name)
    species = parts["species"] if parts else None
    return Organism(
        name=name,
        genus=parts["genus"] if parts else None,
        species=species,
        kind=OrganismKind.UNSPECIFIED,
        precision=Precision.SPECIES if species else Precision.GENUS if parts else Precision.GROUP,
        common_commensal=False,
        mbi=False,
    )


def _plain(flags: str) -> str:
    return ", ".join(part.strip() for part in flags.casefold().split(","))
