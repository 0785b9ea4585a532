"""The full names of the sites that an infection may be at, by the manual's short names."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from graftwatch.console.shell.marked import marked as _

SITE_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SUTI": _("SUTI – symptomatic urinary tract infection"),
        "ABUTI": _("ABUTI – asymptomatic bacteraemic urinary tract infection"),
        "USI": _("USI – urinary system infection"),
        "IAB": _("IAB – intraabdominal infection"),
        "GIT": _("GIT – gastrointestinal tract infection"),
        "GE": _("GE – gastroenteritis"),
        "CDI": _("CDI – Clostridioides difficile infection"),
        "NEC": _("NEC – necrotising enterocolitis"),
        "SSI": _("SSI – surgical site infection"),
        "PNEU": _("PNEU – pneumonia"),
        "PVAP": _("PVAP – possible ventilator-associated pneumonia"),
        "LUNG": _("LUNG – other infection of the lower respiratory tract"),
        "VAC": _("VAC – ventilator-associated condition"),
        "IVAC": _("IVAC – infection-related ventilator-associated complication"),
        "SKIN": _("SKIN – skin infection"),
        "ST": _("ST – soft tissue infection"),
        "DECU": _("DECU – decubitus ulcer infection"),
        "BURN": _("BURN – burn infection"),
        "BRST": _("BRST – breast infection or mastitis"),
        "CIRC": _("CIRC – circumcision infection"),
        "UMB": _("UMB – omphalitis"),
        "BONE": _("BONE – osteomyelitis"),
        "DISC": _("DISC – disc space infection"),
        "JNT": _("JNT – joint or bursa infection"),
        "PJI": _("PJI – periprosthetic joint infection"),
        "IC": _("IC – intracranial infection"),
        "MEN": _("MEN – meningitis or ventriculitis"),
        "SA": _("SA – spinal abscess"),
        "CARD": _("CARD – myocarditis or pericarditis"),
        "ENDO": _("ENDO – endocarditis"),
        "MED": _("MED – mediastinitis"),
        "VASC": _("VASC – arterial or venous infection"),
        "CONJ": _("CONJ – conjunctivitis"),
        "EAR": _("EAR – ear or mastoid infection"),
        "EYE": _("EYE – eye infection other than conjunctivitis"),
        "ORAL": _("ORAL – infection of the oral cavity"),
        "SINU": _("SINU – sinusitis"),
        "UR": _("UR – upper respiratory tract infection"),
        "EMET": _("EMET – endometritis"),
        "EPIS": _("EPIS – episiotomy infection"),
        "OREP": _("OREP – other infection of the reproductive tract"),
        "VCUF": _("VCUF – vaginal cuff infection"),
    }
)
