"""`make dist`: the wheel, the source package and the single file, in `dist/`.

The single file is for machines where pip is not allowed: a zip that Python runs, with every library that
hmic needs inside, for Windows and Linux. Its three compiled libraries (lxml, PyYAML, MarkupSafe) are there
for each Python that hmic supports; elsewhere there are no papers for Word, and the others do without.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

LIBRARIES = (
    *("annotated-doc", "click", "click-default-group", "colorama", "et-xmlfile", "filelock", "holidays"),
    *(
        "icalendar",
        "jinja2",
        "lxml",
        "markdown-it-py",
        "markupsafe",
        "mdurl",
        "openpyxl",
        "pluggy",
        "pygments",
    ),
    *(
        "python-dateutil",
        "python-docx",
        "pyyaml",
        "rich",
        "shellingham",
        "six",
        "sqlite-fts4",
        "sqlite-utils",
    ),
    *("tabulate", "typer", "typing-extensions", "tzdata", "xlsxwriter"),
)
"""What hmic with the extras `board` and `sheets` needs on any system, but pip that
sqlite-utils names, and python-docx, whose lxml is compiled: its `board` leaves paper.docx out."""

UNUSED = (
    *("bin", "icalendar/tests", "holidays/locale", "sqlite_fts4/tests"),
    *("lxml/includes", "lxml/isoschematron", "lxml/*.pxi", "lxml/*.pyx", "lxml/*.c"),
    *(f"lxml/{module}.*.{end}" for module in ("objectify", "sax", "builder") for end in ("so", "pyd")),
)
"""What makes the file slower to start, and nothing of hmic uses."""

COMPILED = ("lxml", "markupsafe", "pyyaml")
PLATFORMS = ("win_amd64", "manylinux_2_28_x86_64")
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def main() -> None:
    """Build all three into `dist/`, in place of what is there."""
    version = re.search(r'__version__ = "(.+)"', (ROOT / "src/hmic/__init__.py").read_text("utf-8"))
    wrong = wrong_tags(_git("tag", "--points-at", "HEAD").split(), version[1] if version else "")
    if wrong:
        sys.exit(wrong)
    os.environ.setdefault(
        "SOURCE_DATE_EPOCH", _git("log", "-1", "--format=%ct")
    )  # the same commit, the same bytes
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    dist.mkdir()
    import backend

    wheel = dist / backend.build_wheel(str(dist))
    backend.build_sdist(str(dist))
    with tempfile.TemporaryDirectory(prefix="hmic-single-") as folder:
        single_file(wheel, Path(folder), dist / "hmic.pyz")
    for file in sorted(dist.iterdir()):
        file.chmod(0o755 if file.suffix == ".pyz" else 0o644)
        print(f"dist/{file.name}  {file.stat().st_size / 1e6:.1f} MB")


def wrong_tags(tags: list[str], version: str) -> str | None:
    """What is wrong with the tags of the commit that is built; None where it has none or the version's."""
    releases = [tag for tag in tags if re.fullmatch(r"v\d.*", tag)]
    if releases and f"v{version}" not in releases:
        return f"the tag {releases[0]} is on this commit, but __version__ is {version}: make them the same"
    return None


def _git(*words: str) -> str:
    command = ["git", "-C", str(ROOT), *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def single_file(wheel: Path, folder: Path, target: Path) -> None:
    """Bring everything together in a folder, and let shiv make one file of it."""
    pins, tree = folder / "pins.txt", folder / "tree"
    pins.write_text(_pins(LIBRARIES), encoding="utf-8")
    _pip("install", "--require-hashes", "--no-deps", "--no-compile", "--target", tree, "-r", pins)
    _pip("install", "--no-deps", "--no-compile", "--no-index", "--target", tree, "--upgrade", wheel)
    pins.write_text(_pins(COMPILED), encoding="utf-8")
    for platform in PLATFORMS:
        for python in PYTHONS:
            wheels = folder / f"{platform}-{python}"
            _pip("download", "--require-hashes", "--no-deps", "--only-binary=:all:", "--platform", platform,
                 "--python-version", python, "--dest", wheels, "-r", pins)  # fmt: skip
            for one in wheels.glob("*.whl"):
                _compiled_parts(one, tree)
    for name in UNUSED:
        for found in tree.glob(name):
            shutil.rmtree(found) if found.is_dir() else found.unlink()
    preamble = ROOT / "release" / "preamble.py"
    _run(sys.executable, "-m", "shiv", "--site-packages", tree, "--entry-point", "hmic.__main__:main",
         "--reproducible", "--compressed", "--python", "/usr/bin/env python3", "--preamble", preamble,
         "--output-file", target)  # fmt: skip


def _pins(names: tuple[str, ...]) -> str:
    """The lines of requirements/runtime.txt for some libraries, whatever the system."""
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    found = {
        re.split("[=[]", block, maxsplit=1)[0]: re.sub(r" ; [^\\]*", " ", block, count=1)
        for block in re.split(r"\n(?=\S)", text)
    }
    return "\n".join(found[name] for name in names) + "\n"


def _compiled_parts(wheel: Path, tree: Path) -> None:
    """Put a wheel's compiled modules beside the others: their names say for which system and Python."""
    with zipfile.ZipFile(wheel) as package:
        for name in package.namelist():
            if name.endswith((".so", ".pyd")):
                package.extract(name, tree)


def _pip(*arguments: str | Path) -> None:
    _run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


def _run(*command: str | Path) -> None:
    subprocess.run([str(word) for word in command], check=True)


if __name__ == "__main__":
    main()
