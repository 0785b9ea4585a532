"""docs/commands.md, written from the commands themselves, so that neither can change without the other.

`python -m graftwatch.entrypoints.command_docs` writes it anew; a test compares them.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from graftwatch.entrypoints.cli import graftwatch

HEAD: Final = """# Commands

Generated from the commands; `graftwatch COMMAND --help` says the same. Every command ends with status 0 when it is
done, 1 when its input is at fault (said on standard error, with place and mend), 2 when it was called wrongly, 3 when
the fault is our own. Results go to standard output, all else to standard error; progress shows on a terminal only.
"""


def commands(group: click.Group, path: str = "graftwatch") -> Iterator[tuple[str, click.Command]]:
    """Every command with its full name, groups before what they hold."""
    context = click.Context(group, info_name=path)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if found is not None:
            yield f"{path} {name}", found
            if isinstance(found, click.Group):
                yield from commands(found, f"{path} {name}")


def page() -> str:
    """The whole document."""
    return "\n".join((HEAD, *(_section(name, one) for name, one in commands(graftwatch))))


def _section(name: str, command: click.Command) -> str:
    level = "#" * min(len(name.split()), 3)
    usage = " ".join(command.collect_usage_pieces(click.Context(command, info_name=name)))
    lines = [f"{level} `{name}`", "", f"`{name} {usage}`", "", *_help(command)]
    options = [one for one in command.params if isinstance(one, click.Option)]
    if options:
        lines += ["| option | |", "| --- | --- |", *(_row(one) for one in options), ""]
    return "\n".join(lines)


def _help(command: click.Command) -> Iterator[str]:
    for paragraph in (command.help or "").split("\n\n"):
        text = " ".join(paragraph.split())
        label, is_example, example = text.partition("Example: ")
        yield f"    {example}" if is_example and not label else text
        yield ""


def _row(option: click.Option) -> str:
    words = [option.help or ""]
    if isinstance(option.type, click.Choice):
        words.append(f"One of {', '.join(map(str, option.type.choices))}.")
    if option.required:
        words.append("Required.")
    elif option.show_default and option.default is not None:
        words.append(f"Default: {option.default}.")
    name = ", ".join(f"`{one}`" for one in option.opts)
    return f"| {name} | {' '.join(one for one in words if one)} |".replace("\n", " ")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("docs/commands.md")
    target.write_text(page(), "utf-8")
