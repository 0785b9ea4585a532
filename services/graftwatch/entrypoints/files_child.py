"""The process of the feeds that come as files, as its parent sees it."""

from graftwatch.entrypoints.child import Child
from graftwatch.entrypoints.link import FilesStatus
from graftwatch.entrypoints.options import StartOptions


class FilesChild(Child[FilesStatus]):
    """The process that takes from folders and storages."""

    def __init__(self, options: StartOptions, keeps: tuple[int, ...]) -> None:
        module = "graftwatch.entrypoints.files_process"
        super().__init__("the folder feeds' process", module, FilesStatus, options, keeps)
