"""One target in one process, under atheris: `python -m tests.fuzz.worker TARGET FOLDER… -libfuzzer_option=…`."""

import sys

import atheris

with atheris.instrument_imports(include=["graftwatch"]):
    from tests.fuzz.targets import TARGETS


def main() -> None:
    """Fuzzes until libFuzzer's own limits end it; exits with its status."""
    name = sys.argv.pop(1)
    atheris.Setup(sys.argv, TARGETS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
