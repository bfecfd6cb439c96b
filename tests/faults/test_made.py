"""What a command made it takes away again when it fails or is killed, and nothing goes over what matters."""

from __future__ import annotations

import gc
import gzip
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT, Talk
from tests.faults import faults

HMIC = [sys.executable, "-m", "hmic"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Mounts a small disk of so many KB; the test is passed over where that is not allowed."""
    mounted: list[Path] = []

    def mount(size: int) -> Path:
        place = tmp_path / f"disk{size}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}k", "none", str(place)]
        if (
            shutil.which("mount") is None
            or subprocess.run(command, capture_output=True, check=False).returncode
        ):
            pytest.skip("no disk can be mounted here")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


def inside(folder: Path) -> set[str]:
    """What is in a folder, without what SQLite and heads keep beside a database that is there."""
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {
        name
        for name in names
        if not any(
            name.endswith(end) and name.removesuffix(end) in names for end in ("-wal", "-shm", ".head")
        )
    }


MAKING = {
    "load": ("load", "register.yaml", "--db", "small/new.db"),
    "backup": ("backup", "small/copy.db"),
    "restore": ("restore", "whole.copy", "--db", "small/new.db"),
    "init": ("init", "small/force/of/ours"),
    "board": ("board", "--since", "2010-01-01", "-o", "small/papers"),
    "export": ("export", "findings", "-o", "small/findings.csv"),
    "workbook": ("list", "-o", "small/list.xlsx"),
    "mail": ("mail", "overdue", "-o", "small/outbox"),
}


@pytest.mark.parametrize("kind", MAKING)
def test_on_a_full_disk_nothing_is_left_of_what_could_not_be_made(
    two: Talk, disk: Callable[[int], Path], kind: str
) -> None:
    shutil.copy(two.folder / "data" / "recommendations.yaml", two.folder / "register.yaml")
    two("backup", "whole.copy").ok()
    failed = 0
    for size in (4, 8, 16, 32, 64, 128, 256, 400, 600, 900, 1400, 4000):
        small = disk(size)
        link = two.folder / "small"
        link.unlink(missing_ok=True)
        link.symlink_to(small)
        done = subprocess.run(
            [*HMIC, *MAKING[kind]], cwd=two.folder, capture_output=True, text=True, check=False
        )
        assert "bug" not in done.stderr, done
        assert done.returncode in (0, 2), done
        left = inside(small)
        if done.returncode:
            failed += 1
            assert left - {"outbox"} == set(), done.stderr
        else:
            assert left
            break
    else:
        pytest.fail("it never fitted")
    assert failed or kind == "export"  # which fits on the smallest disk


def test_a_failed_upgrade_keeps_no_copy(talk: Talk, disk: Callable[[int], Path]) -> None:
    """The present file and its entries stay; the copy of the old one only beside an upgraded one."""
    old = gzip.decompress((ROOT / "tests/store/schema-1.db.gz").read_bytes())
    (talk.folder / "old.db").write_bytes(old)
    before, versions = faults.notes(talk.folder / "old.db"), set()
    for size in range(len(old) // 1024 + 20, len(old) // 1024 * 8, len(old) // 1024):
        small = disk(size)
        db = small / "hmic.db"
        db.write_bytes(old)
        for _ in range(2):
            faults.hmic("progress", "crime-2014-r1", "--note", "x", "--db", str(db))
        seen = shutil.copytree(small, talk.folder / f"seen{size}") / "hmic.db"
        with closing(sqlite3.connect(seen)) as con:
            upgraded = con.execute("PRAGMA user_version").fetchone()[0] > 1
        assert faults.notes(seen) - {"x"} == before
        assert inside(small) == {"hmic.db"} | ({"hmic.db.schema-1.bak"} if upgraded else set())
        versions.add(upgraded)
    assert versions == {False, True}


def test_a_failed_restore_keeps_no_copy(two: Talk, disk: Callable[[int], Path]) -> None:
    two("backup", "whole.copy").ok()
    two("progress", "crime-2014-r1", "--note", "later").ok()
    two("backup", "present.copy").ok()
    size = (two.folder / "whole.copy").stat().st_size // 1024
    codes = set()
    for room in range(size + 40, size * 6, size // 2):
        small = disk(room)
        shutil.copy(two.folder / "present.copy", small / "hmic.db")
        done = faults.hmic("restore", str(two.folder / "whole.copy"), "--db", str(small / "hmic.db"))
        codes.add(done.returncode)
        assert "bug" not in done.stderr
        seen = shutil.copytree(small, two.folder / f"seen{room}") / "hmic.db"
        with closing(sqlite3.connect(seen)) as con:
            assert con.execute("SELECT count(*) FROM entry").fetchone() == (int(done.returncode != 0),)
        if done.returncode:
            assert inside(small) == {"hmic.db"}, done
        else:
            assert len(inside(small) - {"hmic.db"}) == 1
    assert codes == {0, 2}


@pytest.mark.parametrize("limit", range(1000, 600_000, 60_000))
def test_a_first_load_that_cannot_be_written_leaves_nothing(tmp_path: Path, limit: int) -> None:
    faults.prepare(tmp_path)
    folder = tmp_path / "new"
    folder.mkdir()
    done = subprocess.run(
        ["bash", "-c", 'trap "" XFSZ; ulimit -f $1; shift; exec "$@"', "x", str(limit // 1024),
         *HMIC, "load", str(tmp_path / "register-0.yaml"), "--db", str(folder / "n.db")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "bug" not in done.stderr
    assert inside(folder) == ({"n.db"} if done.returncode == 0 else set()), done.stderr


def test_a_killed_first_load_leaves_nothing_that_the_next_does_not_clear(tmp_path: Path) -> None:
    faults.prepare(tmp_path)
    folder = tmp_path / "new"
    folder.mkdir()
    db, register = folder / "n.db", str(tmp_path / "register-0.yaml")
    seen = set()
    for number in range(14):
        run = subprocess.Popen(
            [*HMIC, "load", register, "--db", str(db)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + 10
        while not list(folder.iterdir()) and run.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        time.sleep(0.004 * number)
        run.send_signal(signal.SIGKILL)
        run.wait()
        seen.add(db.exists())
        if db.exists():
            assert faults.hmic("verify", "--db", str(db)).returncode == 0
            for path in folder.iterdir():
                path.unlink()
    assert False in seen
    assert faults.hmic("load", register, "--db", str(db)).returncode == 0
    assert inside(folder) == {"n.db"}


def test_several_first_loads_at_once_make_one_database(tmp_path: Path) -> None:
    faults.prepare(tmp_path)
    db = tmp_path / "new.db"
    runs = [
        subprocess.Popen(
            [*HMIC, "load", str(tmp_path / f"register-{n % 2}.yaml"), "--db", str(db)], cwd=ROOT,
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        )
        for n in range(6)
    ]  # fmt: skip
    said = [(run.communicate()[1], run.returncode) for run in runs]
    assert [code for _, code in said] == [0] * 6, said
    assert faults.hmic("verify", "--db", str(db)).returncode == 0
    assert not [path.name for path in tmp_path.iterdir() if ".hmic-" in path.name]


def protect(folder: Path) -> dict[str, Path]:
    """What no result may go over, by what it is."""
    (folder / "secret").write_text("word\n")
    (folder / "ca.pem").write_text("")
    (folder / "hmic.toml").write_text('[mail]\npassword_file = "secret"\nca_file = "ca.pem"\n')
    other = folder / "other.yaml"
    other.write_text("# Another force's\nregister: 1\nforce: Other Police\nreports: []\n")
    return {
        "settings": folder / "hmic.toml",
        "register": folder / "data" / "recommendations.yaml",
        "another register": other,
        "database": folder / "recommendations.db",
        "head": folder / "recommendations.db.head",
        "log": folder / "recommendations.db-wal",
        "memory": folder / "recommendations.db-shm",
        "journal": folder / "recommendations.db-journal",
        "lock": folder / "recommendations.db.mail-lock",
        "password": folder / "secret",
        "authority": folder / "ca.pem",
    }


@contextmanager
def named(path: Path, how: str) -> Iterator[str]:
    """A file by another name."""
    name = path.parent / "by.another"
    match how:
        case "itself":
            yield str(path)
            return
        case "another spelling":
            yield f"{path.parent}/../{path.parent.name}/./{path.name}"
            return
        case "a link":
            name.symlink_to(path)
        case "a second name":
            if not path.exists():
                pytest.skip("it is not there")
            name.hardlink_to(path)
        case _:
            raise ValueError(how)
    yield str(name)
    name.unlink()


WRITING = {
    "journal": ("export", "journal", "-o", "{}"),
    "list": ("list", "-f", "csv", "-o", "{}"),
    "workbook": ("list", "-f", "xlsx", "-o", "{}"),
    "page": ("changes", "-f", "html", "-o", "{}"),
    "calendar": ("overdue", "-f", "ics", "-o", "{}"),
    "problems": ("check", "-f", "csv", "-o", "{}"),
    "loaded": ("load", "-f", "csv", "-o", "{}"),
    "backup": ("backup", "{}"),
    "papers": ("board", "--since", "2010-01-01", "-o", "{}"),
    "mail": ("mail", "overdue", "-o", "{}"),
}


def contents(folder: Path) -> dict[Path, bytes]:
    """Every file with what is in it, but for what SQLite keeps beside a database."""
    files = (one for one in folder.rglob("*") if one.is_file())
    return {one: one.read_bytes() for one in files if not one.name.endswith(("-wal", "-shm"))}


@pytest.mark.parametrize("how", ["itself", "another spelling", "a link", "a second name"])
@pytest.mark.parametrize("kind", WRITING)
def test_no_result_goes_over_what_matters(two: Talk, kind: str, how: str) -> None:
    two("verify").ok()
    gc.collect()  # a connection that nobody holds takes its log along
    for what, path in protect(two.folder).items():
        if how == "a second name" and not path.exists():
            continue
        if path.suffix in (".head", ".db-wal") and how == "a second name":
            continue  # its other name shows nothing of what it is, and replacing that leaves it alone
        before = contents(two.folder)
        with named(path, how) as name:
            said = two(*(part.replace("{}", name) for part in WRITING[kind]))
        assert said.code == 2, (what, said)
        assert "bug" not in said.err
        assert contents(two.folder) == before, what


@pytest.mark.parametrize("kind", WRITING)
def test_no_result_takes_the_name_of_the_settings(two: Talk, kind: str) -> None:
    said = two(*(part.replace("{}", "hmic.toml") for part in WRITING[kind]))
    assert said.code == 2, said
    assert not (two.folder / "hmic.toml").exists()


@pytest.mark.parametrize(
    "name", ["hmic.toml", "other.db-wal", "other.db.head", "data/recommendations.yaml"]
)
def test_no_database_is_made_where_it_would_be_in_the_way(two: Talk, name: str) -> None:
    two("backup", "other.db").ok()
    there = (two.folder / name).exists()
    for command in (("load", "other.yaml"), ("restore", "other.db")):
        (two.folder / "other.yaml").write_text("register: 1\nforce: Other Police\nreports: []\n")
        assert two(*command, "--db", name).code == 2
        assert (two.folder / name).exists() == there


def test_a_register_that_is_given_is_not_overwritten_by_its_own_problems(two: Talk) -> None:
    broken = two.folder / "broken.yaml"
    broken.write_text("regster: 1\nforce: Other Police\n")
    for command in ("check", "load"):
        said = two(command, "broken.yaml", "-f", "csv", "-o", "broken.yaml")
        assert (said.code, "is not overwritten" in said.err) == (2, True), said
    assert broken.read_text().startswith("regster")


@pytest.fixture
def odd(two: Talk) -> dict[str, str]:
    """Things that are no files, and what each is called."""
    os.mkfifo(two.folder / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("sock")
    (two.folder / "folder").mkdir()
    return {"pipe": "a pipe", "sock": "a socket", "folder": "a folder", "/dev/null": "a device"}


READING = [
    ("list", "--db", "{}"), ("verify", "--db", "{}"), ("progress", "crime-2014-r1", "--note", "x", "--db", "{}"),
    ("load", "--db", "{}"), ("load", "--dry-run", "--db", "{}"), ("restore", "{}"),
    ("restore", "whole.copy", "--db", "{}"), ("backup", "another.copy", "--db", "{}"),
    ("mail", "overdue", "--send", "--db", "{}"), ("mail", "log", "--db", "{}"),
    ("progress", "crime-2014-r1", "--note", "x", "--evidence", "{}"), ("import", "journal", "{}"),
    ("progress", "--from", "{}"),
]  # fmt: skip


@pytest.mark.parametrize("command", READING, ids=" ".join)
def test_what_is_no_file_is_called_what_it_is(two: Talk, odd: dict[str, str], command: list[str]) -> None:
    """As a process of its own: at a pipe that nobody writes to, it must not wait."""
    two("backup", "whole.copy").ok()
    for name, what in odd.items():
        if name == "/dev/null" and command[0] in ("import", "progress") and "--db" not in command:
            continue  # an empty file, as everywhere
        said = subprocess.run(
            [*HMIC, *(part.replace("{}", name) for part in command)],
            cwd=two.folder, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert said.returncode == 2, said
        assert what in said.stderr, said
        assert "disk" not in said.stderr, said
    assert sqlite3.connect(two.folder / "recommendations.db").execute(
        "SELECT count(*) FROM entry"
    ).fetchone() == (0,)


@pytest.mark.parametrize("kind", ["theme", "owner", "report", "force"])
def test_a_hint_is_never_empty(talk: Talk, kind: str) -> None:
    talk.loaded("- {id: a, title: A, published: 2014-01-01, findings: []}")
    said = talk("list", f"--{kind}", "no such thing")
    assert said.code == 2
    assert all(line.split(":", 1)[-1].strip() for line in said.err.splitlines()), said.err


def test_a_result_goes_to_the_streams_that_the_shell_gives(two: Talk) -> None:
    said = subprocess.run(
        [*HMIC, "list", "-f", "csv", "-o", "/dev/stdout"],
        cwd=two.folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (said.returncode, said.stdout[:8]) == (0, "finding,"), said


@pytest.mark.parametrize(
    "command",
    [("restore", "whole.copy", "--db", "{}"), ("load", "--db", "{}"), ("backup", "{}"), ("list", "-f", "csv", "-o", "{}"),
     ("board", "--since", "2010-01-01", "-o", "{}")],
    ids=lambda command: command[0],
)  # fmt: skip
def test_a_folder_that_is_not_there_is_told_by_the_name_that_was_given(
    two: Talk, command: list[str]
) -> None:
    two("backup", "whole.copy").ok()
    said = two(*(part.replace("{}", "no/such/place") for part in command))
    assert said.code == 2
    assert "no/such" in said.err
    assert ".hmic-" not in said.err
