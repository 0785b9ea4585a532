"""The metrics of several processes as one text: each family once, whoever counts it."""

import re
from collections.abc import Iterable

_FAMILY = re.compile(r"^# (?:HELP|TYPE) (\S+)")


def joined(expositions: Iterable[str]) -> str:
    r"""One text in Prometheus' format of several; samples of a family follow its first HELP and TYPE.

    >>> joined(["# TYPE a counter\na 1\n", "# TYPE a counter\na{b='2'} 2\n"])
    "# TYPE a counter\na 1\na{b='2'} 2\n"
    """
    families: dict[str, dict[str, None]] = {}
    for exposition in expositions:
        family = ""
        for line in exposition.splitlines():
            found = _FAMILY.match(line)
            family = found.group(1) if found else family
            families.setdefault(family, {})[line] = None
    return "".join(f"{line}\n" for lines in families.values() for line in lines)


def up(metric: str, what: str, status: object) -> str:
    """A gauge that says whether a process has answered; `status` is its answer, None for none."""
    return f"# HELP {metric} Whether {what} answers\n# TYPE {metric} gauge\n{metric} {int(status is not None)}\n"
