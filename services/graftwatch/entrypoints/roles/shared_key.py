"""The secret that links in pages are signed with, where pagers make them and consoles read them in other processes."""

from graftwatch.entrypoints.settings import Settings, SettingsError


def refuse_own_key(settings: Settings) -> None:
    """Refuses a key of this process's own: a link made here would work nowhere else.

    Raises:
        SettingsError: the settings name no key.
    """
    if settings.acknowledge.key_file is None:
        raise SettingsError(
            "`acknowledge.key_file`: not set; pagers sign links and consoles read them, so all must have one secret: "
            "`head -c 32 /dev/urandom > FILE`, and name it in the settings of each"
        )
