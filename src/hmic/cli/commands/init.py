"""`hmic init`: an empty register, settings and schema in a folder."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from hmic.cli.options import argument, option
from hmic.cli.run import Run, command
from hmic.cli.whole_files import put, translated
from hmic.errors import HmicError

_NAME = "recommendations.yaml"
_BUILT = Path(__file__).resolve().parents[2] / "built"
"""What `release/backend.py` puts into a package."""

_REGISTER = """\
# yaml-language-server: $schema=recommendations.schema.json
#
# Everything the inspectorate said to the force. Check it with `hmic check`, load it with `hmic load`.
register: 1
force: {force}
reports: []
# The first report goes here in place of the brackets:
#  - id: peel-2026
#    title: PEEL 2025-27
#    published: 2026-03-05
#    scale: peel-five-tier
#    grades:
#      - {{area: Investigating crime, grade: adequate}}
#    findings:
#      - id: peel-2026-a1
#        kind: area_for_improvement
#        title: A headline in your own words
#        requirement: What the inspectorate asked for, in your own words
#        deadlines: [within three months]
"""

_SETTINGS = """\
# Settings for hmic. Lines that are commented out show the default or an example.
db = "recommendations.db"
register = "data/recommendations.yaml"
# by = "Liaison officer"       # who records, unless --by is given
# force = "County Police"      # which force reports are about, if there are several
# hub = "service=hmic"         # one journal for many people: see hmic join
# evidence_mb = 2048

[mail]
# from = "liaison@force.example"
# to = ["liaison@force.example"]
# smtp = "outbox:outbox"

[board]
# author = "Force Liaison Officer"
# marking = "OFFICIAL-SENSITIVE"
# purpose = "To report progress on what inspections found, and to ask for the decisions below"

[owners]
# "ACC Crime" = "acc.crime@force.example"
"""


@command('init county --force "County Police"', "init demo --example", files=())
def init(
    run: Run,
    folder: Annotated[Path, argument("FOLDER", "The folder (default: this one).")] = Path(),
    force: Annotated[
        str, option("--force", "The force's name.", "FORCE", show_default=False)
    ] = "Your force",
    example: Annotated[bool, option("--example", "Use the example register that comes with hmic.")] = False,
) -> None:
    """Start an empty register, settings and schema in a folder. Nothing is overwritten.

    With --example the register is the inspection history of Leicestershire Police.
    """
    from hmic.plaintext import checked
    from hmic.register.json_schema import schema_text

    checked(force, "--force")
    if example:
        run.takes_only("--example", "example", "folder")
    base = folder if folder.is_absolute() else run.world.folder / folder
    register = _example() if example else _REGISTER.format(force=json.dumps(force, ensure_ascii=False))
    files = {
        base / "data" / _NAME: register,
        base / "data" / "recommendations.schema.json": schema_text(),
        base / "hmic.toml": _SETTINGS,
    }
    there = [path for path in files if path.exists()]
    if there:
        names = ", ".join(str(path.relative_to(base)) for path in there)
        message = f"{folder} already has {names}"
        raise HmicError(message, hint="nothing was written; give another folder")
    _write_all(base / "data", files)
    for path in files:
        run.put(f"wrote {folder / path.relative_to(base)}\n")
    if example:
        run.say(f"next, in the folder {folder}: hmic load" if folder != Path() else "next: hmic load")
    else:
        run.say("next: fill in the register, then run: hmic check && hmic load")


def _example(built: Path = _BUILT) -> str:
    """The register that a package carries inside; a checkout has it in its folder `data`."""
    checkout = Path(__file__).resolve().parents[4] / "data"
    file = next((f for f in (built / _NAME, checkout / _NAME) if f.is_file()), None)
    if file is None:
        message = "this copy of hmic does not include the example"
        raise HmicError(message, hint='start an empty register: hmic init FOLDER --force "NAME"')
    return file.read_text(encoding="utf-8")


def _write_all(folder: Path, files: dict[Path, str]) -> None:
    """Write all files, or none; folders that had to be made go with them."""
    new = [one for one in (folder, *folder.parents) if not one.exists()]
    made: list[Path] = []
    try:
        with translated(folder):
            folder.mkdir(parents=True, exist_ok=True)
        for path, text in files.items():
            put(path, text)
            made.append(path)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        for one in new:
            with suppress(OSError):
                one.rmdir()
        raise
