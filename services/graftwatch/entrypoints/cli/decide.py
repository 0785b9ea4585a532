"""`graftwatch decide`: what no feed carries, entered by a person: one subcommand a type of decision, or a whole file.

The options of a subcommand are the fields of its document (assessment.decision_documents), so that the file, the
command and the service read the same decision. A decision is an entry of the journal; the service takes it up.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from types import NoneType
from typing import Final, Literal, get_args, get_origin

import click
from pydantic.fields import FieldInfo

from graftwatch.assessment.decision_document import DecisionDocument
from graftwatch.assessment.decision_documents import DOCUMENTS
from graftwatch.assessment.decisions import FEED, Decision, DecisionFileError
from graftwatch.entrypoints.cli.faults import InputFault
from graftwatch.entrypoints.cli.folder import OpenFolder, folder_options
from graftwatch.entrypoints.cli.inputs import INPUT_FILE, read_text
from graftwatch.entrypoints.cli.output import json_option, note, print_json, say
from graftwatch.entrypoints.deciding import checked
from graftwatch.pipeline.journal import EntryKind

# These say when somebody decided, which is now; the others when something was, which nobody may guess.
DECIDED_NOW: Final = frozenset({"adjudicate", "acknowledge"})
EXAMPLES: Final = {
    "sign": "S01 --sign chills --at 2026-06-05T10:00",
    "site_infection": "S01 --site IAB --criterion 1 --date-of-event 2026-06-04 --organisms 'E. coli' --at 2026-06-05",
    "central_line": "S01 --placed-at 2026-06-01T09:00 --at 2026-06-01",
    "condition": "S01 --condition gi_gvhd --grade 3 --from 2026-06-03 --at 2026-06-03",
    "adjudicate": "S01 --event bsi-5cf45b9d61b209c4 --verdict confirmed",
    "biopsy": "S01 --portal 2 --duct 1 --venous 1 --at 2026-06-10T11:00",
    "admission": "S01 --admitted-at 2026-05-30T09:00 --at 2026-05-30",
    "antimicrobial": "S01 --drug meropenem --route iv --from 2026-06-05 --at 2026-06-05",
    "re_transplant": "S01 --at 2026-06-12T09:00",
    "death": "S01 --at 2026-06-20T03:00",
    "acknowledge": "S01 --page 0123456789abcdef --by 'ward 5'",
}


@click.group(invoke_without_command=True)
@click.option("--file", type=INPUT_FILE, help="A decisions.jsonl: one decision a line; a faulty one is refused alone.")
@folder_options
@json_option
@click.pass_context
def command(
    context: click.Context, *, file: Path | None, data: Path | None, config: Path | None, as_json: bool
) -> None:
    """Enters what no feed carries: a sign, a site's infection, a biopsy, a verdict and so on.

    Example: graftwatch decide --file decisions.jsonl --data data
    """
    if context.invoked_subcommand is None:
        if file is None:
            raise click.UsageError("give --file, or a type of decision; see graftwatch decide --help")
        enter(OpenFolder.of(data, config), read_text(file), file.name, as_json=as_json)


def enter(folder: OpenFolder, text: str, source: str, *, as_json: bool) -> None:
    """Appends decisions to the journal, together; what is refused is said, and is a fault where nothing is left."""
    stated = checked(folder, text, source)
    if stated.refused and not stated.taken:
        raise InputFault("\n".join(f"{source}, {one}" for one in stated.refused))
    if stated.taken:
        folder.append([(EntryKind.DECISION, FEED, stated.kept.encode())])
    _say(stated.taken, stated.refused, stated.without_effect, as_json=as_json)


def _say(
    decisions: Sequence[Decision], refused: Sequence[str], without_effect: Sequence[str], *, as_json: bool
) -> None:
    if as_json:
        subjects = sorted({one.subject for one in decisions})
        told = {"refused_decisions": refused, "without_effect": without_effect}
        print_json({"decisions": len(decisions), "subjects": subjects, **told})
        return
    say(f"entered: {len(decisions)} decision{'s' if len(decisions) != 1 else ''}")
    for one in refused:
        note(f"decision refused: {one}")
    for one in without_effect:
        note(f"entered, and of no effect: {one}")


def _decision_command(kind: str, document: type[DecisionDocument]) -> click.Command:
    """The subcommand of one type of decision."""

    @folder_options
    @json_option
    def callback(*, data: Path | None, config: Path | None, as_json: bool, **stated: object) -> None:
        folder = OpenFolder.of(data, config)
        given = {name: value for name, value in stated.items() if value not in (None, (), False)}
        if kind in DECIDED_NOW:
            given.setdefault("at", folder.now().isoformat())
        line = json.dumps({"type": kind, **{_field_name(document, name): value for name, value in given.items()}})
        try:
            enter(folder, line, "decide", as_json=as_json)
        except (InputFault, DecisionFileError) as fault:
            raise InputFault(str(fault).replace("decide, line 1: ", "")) from None

    name = kind.replace("_", "-")
    about = (document.__doc__ or "").strip()
    options = [_option(kind, field, info) for field, info in document.model_fields.items() if field != "type"]
    return click.Command(
        name,
        callback=callback,
        params=[*options, *callback.__click_params__],  # type: ignore[attr-defined]  # where click's decorators leave them
        help=f"{about}\n\nExample: graftwatch decide {name} {EXAMPLES[kind]}",
    )


def _field_name(document: type[DecisionDocument], name: str) -> str:
    return document.model_fields[name].alias or name


def _option(kind: str, field: str, info: FieldInfo) -> click.Parameter:
    """A field as an option; its value is checked by the document, not here."""
    if field == "subject":
        return click.Argument([field])
    choices, several, switch = _shape(info.annotation)
    flag = f"--{(info.alias or field).replace('_', '-')}"
    required = info.is_required() and not (field == "at" and kind in DECIDED_NOW)
    if switch:
        return click.Option([flag, field], is_flag=True, help=info.description)
    return click.Option(
        [flag, field],
        type=click.Choice(choices) if choices else str,
        multiple=several,
        required=required,
        help=info.description,
    )


def _shape(annotation: object) -> tuple[list[str], bool, bool]:
    """The words a field may have, whether it takes several, and whether it is a switch."""
    parts = {one for one in (get_args(annotation) or (annotation,)) if one is not NoneType}
    if get_origin(annotation) is Literal:
        return [str(word) for word in get_args(annotation)], False, False
    if len(parts) == 1 and get_origin(only := next(iter(parts))) is Literal:
        return [str(word) for word in get_args(only)], False, False
    return [], get_origin(annotation) is tuple, annotation is bool


for _kind, _document in DOCUMENTS.items():
    command.add_command(_decision_command(_kind, _document))
