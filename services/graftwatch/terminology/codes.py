"""Code to meaning: a site's own codes first, then LOINC, JLAC10 and CPT.

Nothing is guessed from a code's text, and a code without a system only means what the site says it means. A code
that nobody mapped is None, to be counted and listed by the caller. The alternate triplet of a coded element is
the caller's business: it asks twice.
"""

import unicodedata
from typing import Final

from graftwatch.terminology.code_systems import CodeSystem, code_system
from graftwatch.terminology.cpt import CPT
from graftwatch.terminology.jlac10 import jlac10_meaning
from graftwatch.terminology.loinc import LOINC
from graftwatch.terminology.meanings import Meaning
from graftwatch.terminology.site_codes import SiteCodes

NO_SITE_CODES: Final = SiteCodes()


def meaning(code: str | None, system: str | None, site: SiteCodes = NO_SITE_CODES) -> Meaning | None:
    """What the code means, or None where nobody mapped it.

    >>> meaning("77348-1", "LN").concept
    <Concept.TACROLIMUS_TROUGH: 'tacrolimus_trough'>
    >>> meaning("4023-8", "LN") is None
    True
    """
    bare = (code or "").strip()
    if not bare:
        return None
    own = site.meaning(bare, system)
    if own is not None:
        return own
    plain = bare if bare.isascii() else unicodedata.normalize("NFKC", bare)
    match code_system(system):
        case CodeSystem.LOINC:
            return LOINC.get(plain)
        case CodeSystem.CPT:
            return CPT.get(plain)
        case CodeSystem.JLAC10:
            return jlac10_meaning(plain)
        case _:
            return None
