"""The forms of people's decisions: each field of a document with its words, and how it is asked for.

What may stand in a field is the document's own rule (`assessment.decision_documents`) and is checked there; nothing is
checked here. A test holds every field of every document against these.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from graftwatch.console.shell.marked import marked as _
from graftwatch.console.signals.sites import SITE_NAMES


class Shape(StrEnum):
    """How a field is asked for."""

    MOMENT = "moment"
    DAY = "day"
    DAYS = "days"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    WORDS = "words"
    NAMES = "names"
    SWITCH = "switch"
    TARGET = "target"


Options = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name in the document, and its label and help in English."""

    name: str
    shape: Shape
    label: str
    help: str = ""
    options: Options = ()
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one type of decision."""

    title: str
    about: str
    fields: tuple[Field, ...]


NOTE: Final = Field("note", Shape.WORDS, _("Note"), _("Stays in the journal. No name and no number of a patient."))
_GRADES: Final = (
    ("", _("by the three parts above")),
    ("none", _("no rejection")),
    ("indeterminate", _("indeterminate")),
    ("mild", _("mild")),
    ("moderate", _("moderate")),
    ("severe", _("severe")),
)
_PARTS: Final = (("", "–"), ("0", "0"), ("1", "1"), ("2", "2"), ("3", "3"))
_CONDITIONS: Final = (
    ("", "–"),
    ("gi_gvhd", _("Gastrointestinal graft-versus-host disease")),
    ("diarrhoea", _("Diarrhoea")),
    ("allogeneic_hsct", _("Allogeneic stem-cell transplant")),
    ("steroids", _("Steroid treatment")),
    ("ecmo", _("Extracorporeal life support (ECMO)")),
    ("vad", _("Ventricular assist device")),
    ("tah", _("Total artificial heart")),
    ("patient_injection", _("Patient's own injection into the line")),
    ("epidermolysis_bullosa", _("Epidermolysis bullosa")),
    ("munchausen_by_proxy", _("Munchausen syndrome by proxy")),
    ("pus_at_access", _("Pus at another vascular access")),
    ("vasopressor", _("Vasopressor")),
    ("mechanical_ventilation", _("Mechanical ventilation")),
    ("end_stage_renal_disease", _("End-stage renal disease")),
    ("comfort_care", _("Comfort care")),
    ("transfer_to_acute_care", _("Transfer to acute care")),
    ("basiliximab", _("Basiliximab given")),
)

FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "adjudicate": Form(
            _("Adjudicate"),
            _("Your verdict on an event or a signal. It counts at once, and is told to whoever was paged."),
            (
                Field("target", Shape.TARGET, _("Event or signal"), needed=True),
                Field(
                    "verdict",
                    Shape.CHOICE,
                    _("Verdict"),
                    options=(
                        ("", "–"),
                        ("confirmed", _("confirmed")),
                        ("refuted", _("refuted")),
                        ("contaminant", _("contaminant")),
                        ("secondary", _("secondary to an infection at another site")),
                    ),
                    needed=True,
                ),
                NOTE,
            ),
        ),
        "sign": Form(
            _("Enter a sign"),
            _("A sign that somebody saw, and that no feed carries."),
            (
                Field(
                    "sign",
                    Shape.CHOICE,
                    _("Sign"),
                    options=(
                        ("", "–"),
                        ("fever", _("Fever above 38.0 °C")),
                        ("hypothermia", _("Hypothermia below 36.0 °C")),
                        ("chills", _("Chills")),
                        ("hypotension", _("Hypotension")),
                        ("apnea", _("Apnoea")),
                        ("bradycardia", _("Bradycardia")),
                    ),
                    needed=True,
                ),
                Field("at", Shape.MOMENT, _("Seen at"), needed=True),
                NOTE,
            ),
        ),
        "site_infection": Form(
            _("Enter an infection at another site"),
            _("It must meet its NHSN definition (chapter 17). Whether it takes a bloodstream infection is said then."),
            (
                Field("site", Shape.CHOICE, _("Site"), options=(("", "–"), *SITE_NAMES.items()), needed=True),
                Field(
                    "criterion", Shape.TEXT, _("Criterion met"), _("Its number as in the manual, such as 1, 2b or 3a.")
                ),
                Field("date_of_event", Shape.DAY, _("Date of event"), needed=True),
                Field(
                    "anchor",
                    Shape.DAY,
                    _("Date of its first positive diagnostic test"),
                    _("Left empty: the date of event. The infection window period lies around it."),
                ),
                Field(
                    "organisms", Shape.NAMES, _("Organisms of the site's own specimen"), _("One a line, full names.")
                ),
                Field("specimen_dates", Shape.DAYS, _("Dates of its specimens"), _("One a line, such as 2026-06-05.")),
                Field("specimen_type", Shape.TEXT, _("What was sampled"), _("Such as urine or bile.")),
                Field("blood_is_element", Shape.SWITCH, _("The blood culture is an element of the criterion")),
                NOTE,
            ),
        ),
        "central_line": Form(
            _("Enter a central line"),
            _("Enter it again with the time of removal when it is out."),
            (
                Field("placed_at", Shape.MOMENT, _("Placed at")),
                Field("accessed_at", Shape.MOMENT, _("First accessed in hospital at")),
                Field("removed_at", Shape.MOMENT, _("Removed at"), _("Left empty while it is in place.")),
                NOTE,
            ),
        ),
        "condition": Form(
            _("Enter a condition"),
            _("Conditions that the rules ask for."),
            (
                Field("condition", Shape.CHOICE, _("Condition"), options=_CONDITIONS, needed=True),
                Field("from", Shape.DAY, _("First day"), needed=True),
                Field("to", Shape.DAY, _("Last day"), _("Left empty while it lasts.")),
                Field("grade", Shape.NUMBER, _("Grade"), _("Of a graft-versus-host disease: 0 to 5, or I to IV.")),
                Field("ml_per_24h", Shape.NUMBER, _("Volume of diarrhoea in 24 hours, mL")),
                Field("ml_per_kg_24h", Shape.NUMBER, _("The same by body weight, mL/kg (under 18 years)")),
                Field("weight_kg", Shape.NUMBER, _("Body weight, kg"), _("Makes the volume one by weight.")),
                Field("organisms", Shape.NAMES, _("Organisms of the pus"), _("One a line, full names.")),
                NOTE,
            ),
        ),
        "biopsy": Form(
            _("Enter a liver biopsy"),
            _("Banff: portal, bile duct and venous inflammation, 0 to 3 each; or the grade alone."),
            (
                Field("at", Shape.MOMENT, _("Taken at"), needed=True),
                Field("portal", Shape.CHOICE, _("Portal inflammation"), options=_PARTS),
                Field("duct", Shape.CHOICE, _("Bile duct inflammation"), options=_PARTS),
                Field("venous", Shape.CHOICE, _("Venous endothelial inflammation"), options=_PARTS),
                Field("grade", Shape.CHOICE, _("Grade"), options=_GRADES),
                NOTE,
            ),
        ),
        "antimicrobial": Form(
            _("Enter an antimicrobial"),
            _("A course, where no feed of administrations carries it."),
            (
                Field("drug", Shape.TEXT, _("Drug"), _("Its generic name, such as meropenem."), needed=True),
                Field(
                    "route",
                    Shape.CHOICE,
                    _("Route"),
                    options=(
                        ("", _("nobody says")),
                        ("iv", _("intravenous")),
                        ("im", _("intramuscular")),
                        ("oral", _("oral")),
                    ),
                ),
                Field("from", Shape.DAY, _("First day"), needed=True),
                Field("to", Shape.DAY, _("Last day"), _("Left empty while it lasts.")),
                NOTE,
            ),
        ),
        "admission": Form(
            _("Enter a hospital stay"),
            _("Where no feed of movements says it. Enter it again with the discharge when it has ended."),
            (
                Field("admitted_at", Shape.MOMENT, _("Admitted at"), needed=True),
                Field("discharged_at", Shape.MOMENT, _("Discharged at"), _("Left empty while it lasts.")),
                NOTE,
            ),
        ),
        "re_transplant": Form(
            _("Enter a second transplant"),
            _("It ends the observation for the committee."),
            (Field("at", Shape.MOMENT, _("Transplanted again at"), needed=True), NOTE),
        ),
        "death": Form(
            _("Enter a death"),
            _("It ends the observation and closes what is open."),
            (Field("at", Shape.MOMENT, _("Died at"), needed=True), NOTE),
        ),
    }
)
"""The forms by the type of decision, in the order in which they are offered."""
