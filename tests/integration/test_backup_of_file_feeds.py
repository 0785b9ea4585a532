"""A backup holds what is known of taken files, so that a service on the copy reads none of them again."""

from contextlib import closing
from pathlib import Path

from graftwatch.adapters.folder.progress import Progress
from graftwatch.adapters.sqlite.journal import SqliteJournal
from graftwatch.adapters.ssmix2.index import Known, StorageIndex
from graftwatch.entrypoints.cli.backup import copy_folder
from graftwatch.entrypoints.wiring import DataFolder
from graftwatch.hl7.ssmix2 import Flag
from storage_desk import CULTURE


def test_a_backup_knows_the_files_that_were_taken(tmp_path: Path) -> None:
    source = DataFolder(tmp_path / "data")
    source.make()
    SqliteJournal(source.journal).close()
    known = Known(100, 200, Flag.CURRENT, 7)
    with closing(StorageIndex(source.storage_index("storage"))) as index:
        index.note([(CULTURE, known)])
    with closing(Progress(source.files)) as progress:
        progress.note("reports", "token", 4096)
    copied = copy_folder(source, tmp_path / "copy")
    with closing(StorageIndex(copied.storage_index("storage"))) as index:
        assert index.known([CULTURE]) == {CULTURE.stem: known}
    with closing(Progress(copied.files)) as progress:
        assert progress.kept_before("reports", "token") == 4096
