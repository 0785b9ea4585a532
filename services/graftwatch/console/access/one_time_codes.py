"""The second factor: codes of an app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), and recovery codes on paper."""

import hmac
import secrets
from datetime import datetime
from typing import Final

import pyotp
import segno

STEP_SECONDS: Final = 30
DRIFT_STEPS: Final = 1
"""A clock may be so many steps off (RFC 6238, 5.2)."""
RECOVERY_CODES: Final = 8
RECOVERY_GROUPS: Final = 4
RECOVERY_GROUP_LENGTH: Final = 4
RECOVERY_LETTERS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
"""None that one reads for another. Sixteen of them are 79 random bits, so a fast hash is enough to keep them by."""
ISSUER: Final = "graftwatch"


def new_totp() -> str:
    """A new secret, base32 of 160 bits."""
    return pyotp.random_base32()


def step_of(code: str, secret: str, now: datetime) -> int:
    """The step that a code belongs to; 0 where it is wrong, or no longer or not yet right."""
    given, current = "".join(code.split()), int(now.timestamp()) // STEP_SECONDS
    counter, found = pyotp.HOTP(secret), 0
    for step in range(current - DRIFT_STEPS, current + DRIFT_STEPS + 1):
        if hmac.compare_digest(counter.at(step).encode(), given.encode()):
            found = step
    return found


def code_at(secret: str, now: datetime) -> str:
    """The code of a secret at a time."""
    return pyotp.HOTP(secret).at(int(now.timestamp()) // STEP_SECONDS)


def picture(secret: str, account: str) -> str:
    """What an app reads with the camera, as the address of an image in itself."""
    address = pyotp.TOTP(secret, name=account, issuer=ISSUER).provisioning_uri()
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=4, dark="#000", light="#fff")


def in_groups(secret: str) -> str:
    """A secret as a person types it.

    >>> in_groups("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def new_recovery_codes() -> list[str]:
    """New recovery codes, as they are shown once."""

    def group() -> str:
        return "".join(secrets.choice(RECOVERY_LETTERS) for _ in range(RECOVERY_GROUP_LENGTH))

    return ["-".join(group() for _ in range(RECOVERY_GROUPS)) for _ in range(RECOVERY_CODES)]


def normal_recovery(code: str) -> str:
    """A recovery code however it was typed; empty where it cannot be one.

    >>> normal_recovery(" ABCD efgh-jkmn 2345 "), normal_recovery("123456")
    ('abcd-efgh-jkmn-2345', '')
    """
    letters = "".join(one for one in code.casefold() if one in RECOVERY_LETTERS)
    if len(letters) != RECOVERY_GROUPS * RECOVERY_GROUP_LENGTH:
        return ""
    return "-".join(in_groups(letters).split())
