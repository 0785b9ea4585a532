"""CTCAE grades of what the committee looks at: transaminases, bilirubin, fever.

Source: Common Terminology Criteria for Adverse Events 5.0. Upper bounds of a grade belong to it.

| term             | grade 1     | grade 2   | grade 3    | grade 4    |
| ---------------- | ----------- | --------- | ---------- | ---------- |
| ALT, AST         | > 1-3 × ULN | > 3-5     | > 5-20     | > 20       |
| bilirubin        | > 1-1.5     | > 1.5-3   | > 3-10     | > 10       |
| fever, Celsius   | 38.0-39.0   | > 39.0-40 | > 40.0     |            |

Left out: the grades of recipients whose values were abnormal before, grade 4 fever (above 40.0 for more than a day,
which single values do not show), and grade 5, which is death.

>>> [transaminase(Decimal(value), Decimal(40)) for value in ("40", "41", "120", "121", "200", "800", "801")]
[0, 1, 1, 2, 2, 3, 4]
>>> [fever(Decimal(value)) for value in ("37.9", "38.0", "39.0", "39.1", "40.0", "40.1")]
[0, 1, 1, 2, 2, 3]
"""

from decimal import Decimal
from typing import Final

TRANSAMINASE_TIMES: Final = (Decimal(1), Decimal(3), Decimal(5), Decimal(20))
BILIRUBIN_TIMES: Final = (Decimal(1), Decimal("1.5"), Decimal(3), Decimal(10))
FEVER_FROM: Final = Decimal("38.0")
FEVER_ABOVE: Final = (Decimal("39.0"), Decimal("40.0"))


def transaminase(value: Decimal, upper_limit: Decimal) -> int:
    """Grade of ALT or AST, 0-4."""
    return sum(value > upper_limit * times for times in TRANSAMINASE_TIMES)


def bilirubin(value: Decimal, upper_limit: Decimal) -> int:
    """Grade of total bilirubin, 0-4."""
    return sum(value > upper_limit * times for times in BILIRUBIN_TIMES)


def fever(celsius: Decimal) -> int:
    """Grade of a temperature, 0-3."""
    return 0 if celsius < FEVER_FROM else 1 + sum(celsius > above for above in FEVER_ABOVE)
