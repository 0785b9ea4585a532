"""The one CPT code that decides: laboratories in the United States order blood cultures by it (OBR-4, system C4).

Source: Current Procedural Terminology, pathology and laboratory, microbiology (87001 to 87999): 87040 is the bacterial
culture of blood. Other cultures' codes leave the specimen open and are left to the site's own codes.
"""

from types import MappingProxyType
from typing import Final

from graftwatch.terminology.concepts import Concept, Specimen
from graftwatch.terminology.meanings import Meaning

CPT: Final = MappingProxyType(
    {"87040": Meaning.of(Concept.BLOOD_CULTURE, "Bacterial culture of blood", specimen=Specimen.BLOOD)}
)
