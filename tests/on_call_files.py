"""On-call files for tests: a small one, and the way to read one that has no calendar."""

from graftwatch.on_call import CalendarError, Rota, read_rota

PEOPLE = """\
[people.doctor-a]
language = "en"
through = { mail = "doctor-a@hospital.example" }
[people.doctor-b]
language = "ja"
through = { mail = "doctor-b@hospital.example", text = "doctor-b" }
[people.doctor-c]
through = { text = "doctor-c" }
"""


def file_text(duties: str, zone: str = "Europe/Berlin") -> str:
    """An on-call file of three people."""
    return f'time_zone = "{zone}"\n{PEOPLE}{duties}'


def rota_of(duties: str, zone: str = "Europe/Berlin", **calendars: str) -> Rota:
    """Its rota; calendars by their name without the ending."""

    def content_of(name: str) -> bytes:
        try:
            return calendars[name.removesuffix(".ics")].encode()
        except KeyError:
            raise CalendarError(["is not there"]) from None

    return read_rota(file_text(duties, zone), "on-call.toml", None, content_of)


WEEKLY = """\
[duties.first]
[[duties.first.layers]]
people = ["doctor-a", "doctor-b", "doctor-c"]
handover = "monday 08:00"
starts = 2026-10-12
"""


def calendar_text(*events: str) -> str:
    """An iCalendar file of events, each given as its lines."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//a hospital//rota//EN"]
    for number, event in enumerate(events):
        inner = event.strip().splitlines()
        uid = [] if any(one.startswith("UID") for one in inner) else [f"UID:{number}"]
        lines += ["BEGIN:VEVENT", *uid, "DTSTAMP:20260901T000000Z", *inner, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""])
