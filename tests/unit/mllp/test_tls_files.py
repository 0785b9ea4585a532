"""The files of TLS: what cannot be used is named with its mend, what ends is warned of, what changed is taken up."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from certificates import Authority
from graftwatch.adapters.mllp.tls_files import TlsFiles, TlsKeeper, TlsUnusable, load_tls


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path / "certificates")


def test_files_are_taken_up_only_once_they_have_stood_still(authority: Authority) -> None:
    keeper = TlsKeeper(authority.listener())
    first = keeper.context
    certificate, key = authority.issue("next", "localhost")
    keeper.files.certificate.write_bytes(certificate.read_bytes())
    assert not keeper.look()
    keeper.files.key.write_bytes(key.read_bytes())
    assert not keeper.look()
    assert keeper.context is first
    assert keeper.look()
    assert (keeper.fault, keeper.context is first) == ("", False)
    assert not keeper.look()


@pytest.mark.parametrize(
    ("broken", "content", "setting", "words"),
    [
        pytest.param("certificate", None, "certificate", "cannot be read: No such file", id="missing"),
        pytest.param("certificate", b"hello", "certificate", "no CERTIFICATE in PEM", id="not PEM"),
        pytest.param("certificate", b"\x30\x82\x01\x02", "certificate", "DER, not PEM; openssl x509", id="DER"),
        pytest.param("key", b"hello", "key", "no PRIVATE KEY in PEM", id="a key that is none"),
        pytest.param("key", b"\x30\x82", "key", "DER, not PEM; openssl pkey", id="a key in DER"),
        pytest.param("client_ca", b"", "client_ca", "no CERTIFICATE in PEM", id="an empty client_ca"),
        pytest.param(
            "certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END", "certificate", "damaged", id="cut off"
        ),
    ],
)
def test_files_that_cannot_be_used_are_named_with_the_mend(
    authority: Authority, broken: str, content: bytes | None, setting: str, words: str
) -> None:
    files = authority.listener(mutual=True)
    path = getattr(files, broken)
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(TlsUnusable, match=words) as fault:
        load_tls(files)
    assert fault.value.setting == setting
    assert str(path) in str(fault.value)


def test_a_key_of_another_certificate_is_refused(authority: Authority) -> None:
    files = authority.listener()
    _, other = authority.issue("other")
    with pytest.raises(TlsUnusable, match="is not the key of"):
        load_tls(TlsFiles(files.certificate, other))


NOW = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        pytest.param(NOW, "expired on 2026-06-01", id="ended"),
        pytest.param(NOW + timedelta(days=30), "expires on 2026-07-01, in 30 days", id="thirty days left"),
        pytest.param(NOW + timedelta(days=30, seconds=1), "", id="a moment more"),
    ],
)
def test_a_certificate_that_ends_is_warned_of_and_used(authority: Authority, ends: datetime, words: str) -> None:
    warning = load_tls(authority.listener(not_after=ends)).warning(NOW)
    assert words in warning
    assert bool(warning) == bool(words)
