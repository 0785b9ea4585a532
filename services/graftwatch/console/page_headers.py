"""What the answers say to browsers whose address is a secret: the links in pages, and the one to the trial's page."""

import base64
import hashlib


def secret_page_headers(style: str) -> dict[str, str]:
    """Headers of a page behind a secret link: it is neither handed on by the browser, kept, nor framed.

    Nothing is loaded and nothing runs in it.

    Args:
        style: the text of its one style element, the only one that its policy lets in (by hash, CSP Level 3, 2.3.1).
    """
    style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "content-security-policy": (
            f"default-src 'none'; style-src 'sha256-{style_hash}'; form-action 'self'; base-uri 'none'; "
            "frame-ancestors 'none'"
        ),
        "referrer-policy": "no-referrer",
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
        "cross-origin-resource-policy": "same-origin",
    }
