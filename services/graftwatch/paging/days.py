"""The post-operative day behind every day that a rule's sentence names: a ward reckons in those.

Rules for bloodstream infection say it themselves; those for rejection and exposure state times only.
"""

import re
from datetime import date
from typing import Final

_DAY: Final = re.compile(r"(?<![\d-])(\d{4}-\d\d-\d\d)(?: \d\d:\d\d)?(?![\d-])(?! \d\d:\d\d)(?! \(POD)")
"""A day, with its time where it has one, that no post-operative day stands behind."""


def with_days(text: str, transplanted_on: date) -> str:
    """The sentence with a post-operative day behind each of its days.

    >>> with_days("4.2 ng/mL on 2026-06-08 07:00, from 2026-06-03 to 2026-06-09 (POD 8): 2026-13-01", date(2026, 6, 1))
    '4.2 ng/mL on 2026-06-08 07:00 (POD 7), from 2026-06-03 (POD 2) to 2026-06-09 (POD 8): 2026-13-01'
    """

    def with_day(found: re.Match[str]) -> str:
        try:
            return f"{found[0]} (POD {(date.fromisoformat(found[1]) - transplanted_on).days})"
        except ValueError:
            return found[0]

    return _DAY.sub(with_day, text)
