"""`make release-check`: what is in `dist/`, tried in empty environments as its users would.

The wheel by pip and by pipx, the source package with its extras, and the single file by every Python that
is here, each with a home of its own and outside the checkout: start the example, load it, report, make a
paper for a board. `release/fresh_debian.sh` tries a bare Debian.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"

Command = Sequence[str | Path]


class TrialError(Exception):
    """Something that a user would meet."""


def conversation(hmic: Command, home: Path, *, board: bool) -> None:
    """The first quarter of an hour with hmic; with `board` the libraries for papers are there."""
    version = _made("*.whl").name.split("-")[1]
    with zipfile.ZipFile(_made("*.whl")) as wheel:
        commit = wheel.read("hmic/built/commit.txt").decode().strip()
    said(hmic, home, "--version", told=f"hmic {version} ({commit})")
    said(hmic, home, "init", "demo", "--example", told="wrote demo")
    demo = home / "demo"
    said(hmic, demo, "check", told="no problems: Leicestershire Police")
    said(hmic, demo, "load", "-f", "table", told="added")
    said(hmic, demo, "overdue", "--as-at", "2015-04-01", told="crime-2014-r2")
    said(hmic, demo, "when", "within three working days", "--published", "2031-01-02", told="2031")
    said(hmic, demo, "progress", "crime-2014-r2", "--note", "Review begun", told="entry 1")
    said(hmic, demo, "mail", "overdue", "--to", "a@force.example", "-o", "mail", told="")
    said(hmic, demo, "completion", "words", "--", "show", "crime-2014-r1", told="crime-2014-r1")
    said(hmic, demo, "changes", "-o", "changes.html", told="")
    said(hmic, demo, "site", told="")
    said(hmic, demo, "backup", "copy.db", told="")
    papers = ("board", "--since", "2026-01-01", "-o", "papers")
    if board:
        said(hmic, demo, *papers, told="paper.docx")
        said(hmic, demo, "export", "board", "-o", "board.xlsx", told="")
    else:
        said(hmic, demo, *papers, told="pip install 'hmic[", code=2)


def said(hmic: Command, folder: Path, *words: str, told: str, code: int = 0) -> None:
    """Run a command; TrialError where it ends otherwise or does not say what it should."""
    done = _done((*hmic, *words), folder)
    if done.returncode != code or told not in done.stdout:
        message = f"hmic {' '.join(words)}: exit code {done.returncode}, {told!r} not in:\n{done.stdout}"
        raise TrialError(message)


def _done(command: Command, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run something with an empty home; of this environment only what pip needs to reach a registry."""
    kept = {
        name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "SYSTEM"))
    }
    kept |= {name: os.environ[name] for name in ("https_proxy", "http_proxy") if name in os.environ}
    home = folder if folder.name != "demo" else folder.parent
    env = kept | {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "USERPROFILE": str(home),
        "LC_ALL": "C.UTF-8",
    }
    words = [str(word) for word in command]
    return subprocess.run(
        words, cwd=folder, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )


def run(*command: str | Path, folder: Path) -> None:
    """Run something that has to succeed."""
    done = _done(command, folder)
    if done.returncode:
        message = f"{' '.join(map(str, command))}:\n{done.stdout}"
        raise TrialError(message)


def environment(home: Path, python: Path | str = sys.executable) -> Path:
    """An empty environment; gives the folder of its programs."""
    run(python, "-m", "venv", home / "env", folder=home)
    return home / "env" / ("Scripts" if os.name == "nt" else "bin")


def the_wheel_by_pip(home: Path) -> None:
    """The wheel alone."""
    programs = environment(home)
    run(programs / "python", "-m", "pip", "install", "--quiet", _made("*.whl"), folder=home)
    conversation([programs / "hmic"], home, board=False)


def the_wheel_by_pipx(home: Path) -> None:
    """The wheel with its extras, as the README says."""
    pipx = (sys.executable, "-m", "pipx")
    run(*pipx, "install", "--quiet", f"{_made('*.whl')}[board,sheets]", folder=home)
    conversation([home / ".local" / "bin" / "hmic"], home, board=True)


def the_source_package(home: Path) -> None:
    """The source package, from which pip makes a wheel, with the extras for papers."""
    programs = environment(home)
    run(programs / "python", "-m", "pip", "install", "--quiet", f"{_made('*.tar.gz')}[board]", folder=home)
    conversation([programs / "hmic"], home, board=True)


def the_single_file(home: Path) -> None:
    """The single file by every Python that is here, in an environment without any library.

    Of Windows only that its compiled libraries are inside can be seen here.
    """
    with zipfile.ZipFile(_made("*.pyz")) as file:
        inside = {name.removeprefix("site-packages/") for name in file.namelist()}
    for version in ("311", "312", "313", "314"):
        for library in ("lxml/etree", "markupsafe/_speedups", "yaml/_yaml"):
            for end in (f"cp{version}-win_amd64.pyd", f"cpython-{version}-x86_64-linux-gnu.so"):
                if f"{library}.{end}" not in inside:
                    message = f"the single file has no {library}.{end}"
                    raise TrialError(message)
    for number, python in enumerate(_pythons()):
        place = home / str(number)
        place.mkdir()
        programs = environment(place, python)
        conversation([programs / "python", _made("*.pyz")], place, board=True)
        print(f"    by {python}", flush=True)


def _pythons() -> list[str]:
    """This Python, and others of a supported version that start."""
    found = [sys.executable]
    for version in ("3.11", "3.12", "3.13", "3.14"):
        roots = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
        for one in (shutil.which(f"python{version}"), *map(str, roots)):
            if (
                one
                and version != "{}.{}".format(*sys.version_info)
                and not _done((one, "-c", ""), Path.home()).returncode
            ):
                found.append(one)
                break
    return found


def _made(pattern: str) -> Path:
    """What `make dist` has made."""
    return next(DIST.glob(pattern))


TRIALS = (the_wheel_by_pip, the_wheel_by_pipx, the_source_package, the_single_file)


def main() -> int:
    """Try each; say which went well."""
    failed = 0
    for trial in TRIALS:
        with tempfile.TemporaryDirectory(prefix="hmic-trial-") as folder:
            try:
                trial(Path(folder).resolve())
                print(f"ok      {trial.__name__.replace('_', ' ')}", flush=True)
            except TrialError as error:
                failed += 1
                print(f"FAILED  {trial.__name__.replace('_', ' ')}: {error}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
