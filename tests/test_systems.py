"""Other systems' documented behaviour, put in where hmic asks: nothing is lost, and each failure says what to do."""

from __future__ import annotations

import ast
import ctypes
import errno
import fcntl
import ntpath
import os
import stat
import subprocess
import sys
import types
from pathlib import Path, PureWindowsPath

import pytest

from hmic import systems
from hmic.cli.world import World
from tests.conftest import Talk
from tests.test_house import MODULES, SRC


@pytest.fixture
def on_windows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Windows as documented: fsync needs a descriptor open for writing, and no folder can be opened."""
    flushed: list[str] = []
    fsync, opened = os.fsync, os.open

    def strict(descriptor: int) -> None:
        if not fcntl.fcntl(descriptor, fcntl.F_GETFL) & (os.O_RDWR | os.O_WRONLY):
            raise OSError(errno.EBADF, "Bad file descriptor")
        flushed.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    def no_folder(path: str | Path, flags: int, *rest: int) -> int:
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, flags, *rest)

    monkeypatch.setattr(systems, "windows", lambda: True)
    monkeypatch.setattr(os, "fsync", strict)
    monkeypatch.setattr(os, "open", no_folder)
    return flushed


def held(monkeypatch: pytest.MonkeyPatch, *names: str, times: int = 10**6) -> list[str]:
    """Let `os.replace` fail over files of these names as Windows does while a program has them open."""
    replace = os.replace
    refused: list[str] = []

    def refusing(source: str | Path, target: str | Path) -> None:
        if Path(target).name in names and len(refused) < times:
            refused.append(str(target))
            raise HeldError(5)
        replace(source, target)

    monkeypatch.setattr(os, "replace", refusing)
    return refused


def files(folder: Path) -> set[str]:
    """Every file of a folder, without the log that a run of this process keeps open."""
    names = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    return {name for name in names if not name.endswith(("-wal", "-shm"))}


class HeldError(PermissionError):
    """What Windows answers while another program has a file open."""

    winerror: int | None = 32

    def __init__(self, winerror: int = 32) -> None:
        super().__init__(errno.EACCES, "Access is denied")
        self.winerror = winerror


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder itself, but the last head that `verify` keeps beside a copy."""
    found = (path for path in folder.iterdir() if path.is_file() and path.suffix != ".head")
    return {path.name: path.read_bytes() for path in found}


def test_a_backup_is_flushed_by_a_descriptor_that_windows_takes(two: Talk, on_windows: list[str]) -> None:
    two("progress", "crime-2014-r1", "--note", "a").ok()
    two("backup", "copy.db").ok()
    assert str(two.folder / "copy.db") in on_windows
    (two.folder / "recommendations.db").unlink()
    two("restore", "copy.db").ok()
    assert str(two.folder / "recommendations.db") in on_windows
    assert "crime-2014-r1" in two("list").ok().out


@pytest.mark.parametrize("command", [
    ("export", "board", "-o", "board.csv"),
    ("overdue", "-o", "board.csv"),
    ("changes", "-o", "board.csv"),
])  # fmt: skip
def test_a_file_open_in_excel_is_not_replaced_and_nothing_is_left(
    two: Talk, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (two.folder / "board.csv").write_text("what Excel shows", encoding="utf-8")
    before = files(two.folder)
    assert held(monkeypatch, "board.csv") == []
    said = two(*command)
    assert said.code == 2
    assert said.err == (
        "hmic: board.csv cannot be written: it is open in another program\n"
        "      close it in Excel, or in whatever program has it open, then run this again\n"
    )
    assert (two.folder / "board.csv").read_text(encoding="utf-8") == "what Excel shows"
    assert files(two.folder) == before


def test_a_virus_scanner_that_holds_a_new_file_for_a_moment_is_waited_for(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (two.folder / "board.csv").write_text("old", encoding="utf-8")
    refused = held(monkeypatch, "board.csv", times=3)
    two("overdue", "-o", "board.csv").ok()
    assert len(refused) == 3
    assert (two.folder / "board.csv").read_text(encoding="utf-8") != "old"


def test_a_file_of_somebody_else_is_told_as_before(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "replace", refused)
    said = two("overdue", "-o", "board.csv")
    assert (said.code, "check the folder, the disk space and your permissions" in said.err) == (2, True)


def test_a_folder_with_a_file_open_in_excel_is_not_replaced(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    two("board", "--since", "2026-01-01", "-o", "papers").ok()
    before = {path: path.read_bytes() for path in (two.folder / "papers").iterdir()}
    monkeypatch.setattr("hmic.cli.folder.exchange", lambda *_: False)
    rename, replace = os.rename, os.replace

    def refusing(source: str | Path, target: str | Path) -> None:
        if Path(source).name == "papers":
            raise HeldError(32)
        rename(source, target)

    monkeypatch.setattr(os, "rename", refusing)
    monkeypatch.setattr(
        os, "replace", lambda a, b: refusing(a, b) if Path(a).name == "papers" else replace(a, b)
    )
    said = two("board", "--since", "2026-02-01", "-o", "papers")
    assert said.code == 2
    assert "close it in Excel" in said.err
    assert {path: path.read_bytes() for path in (two.folder / "papers").iterdir()} == before
    assert {name for name in files(two.folder) if ".hmic-" in name or ".old-" in name} == set()


def test_a_message_in_the_outbox_that_outlook_has_open_stays_unsent(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    (two.folder / "hmic.toml").write_text('[mail]\nfrom = "a@force.example"\nto = ["b@force.example"]\n')

    def refusing(*_: object) -> None:
        raise HeldError(32)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refusing)
        said = two("mail", "overdue", "--send")
        assert (said.code, "it is open in another program" in said.err) == (2, True)
    assert list((two.folder / "outbox").iterdir()) == []
    two("mail", "overdue", "--send").ok()
    assert len(list((two.folder / "outbox").iterdir())) == 1


@pytest.mark.parametrize(
    ("editor", "words"),
    [
        ("notepad", ["notepad"]),
        (r"C:\Windows\notepad.exe", [r"C:\Windows\notepad.exe"]),
        (
            r'"C:\Program Files\Notepad++\notepad++.exe" -multiInst',
            [r"C:\Program Files\Notepad++\notepad++.exe", "-multiInst"],
        ),
        (r"\\server\apps\edit.exe /w", [r"\\server\apps\edit.exe", "/w"]),
    ],
)
@pytest.mark.usefixtures("on_windows")
def test_the_backslashes_of_an_editor_are_part_of_its_path(editor: str, words: list[str]) -> None:
    assert systems.editor_words(editor) == words


def test_an_editor_by_a_path_with_spaces_needs_no_quotes_on_windows(
    tmp_path: Path, on_windows: list[str]
) -> None:
    assert on_windows == []
    program = tmp_path / "my editor.exe"
    program.touch()
    assert systems.editor_words(str(program)) == [str(program)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-8"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_table_as_powershell_writes_it_is_read(two: Talk, encoding: str, end: str) -> None:
    text = f"finding,note{end}crime-2014-r1,Briefed – café{end}"
    (two.folder / "answers.csv").write_bytes(text.encode(encoding))
    two("progress", "--from", "answers.csv").ok()
    assert "Briefed – café" in two("show", "crime-2014-r1").ok().out
    journal = two("export", "journal").ok().out
    (two.folder / "journal.jsonl").write_bytes(journal.replace("\n", end).encode(encoding))
    assert "bug" not in two("import", "journal", "journal.jsonl").ok().err


MOUNTS = r"""22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
40 22 0:50 / {folder}/share rw - cifs //server/liaison rw
41 22 0:51 / {folder}/nfs\040home rw shared:3 - nfs4 server:/export rw
42 40 8:2 / {folder}/share/local rw - xfs /dev/sdb1 rw
"""


@pytest.fixture
def shares(two: Talk, monkeypatch: pytest.MonkeyPatch) -> Talk:
    """A folder with two network file systems, and a disk mounted within one of them."""
    mounts = two.folder / "mountinfo"
    mounts.write_text(MOUNTS.format(folder=str(two.folder.resolve())), encoding="utf-8")
    monkeypatch.setattr(systems, "_MOUNTS", mounts)
    for name in ("share/local", "nfs home", "sharecroppers"):
        (two.folder / name).mkdir(parents=True)
    return two


@pytest.mark.parametrize("place", ["share/a.db", "nfs home/a.db"])
def test_a_database_on_a_share_is_not_written_but_a_copy_there_is_read(shares: Talk, place: str) -> None:
    shares("backup", place).ok()
    before = contents((shares.folder / place).parent)
    ours = shares("list").ok().out
    assert shares("list", "--db", place).ok().out == ours
    assert "sound" in shares("verify", "--db", place).ok().out
    for command in (
        ("progress", "crime-2014-r1", "--note", "x"),
        ("load",),
        ("assign", "crime-2014-r1", "ACC"),
    ):
        said = shares(*command, "--db", place)
        assert said.code == 2, said
        assert f"{place} is on a network file system" in said.err
        assert "hmic backup" in said.err
        assert "hmic hub" in said.err
    after = contents((shares.folder / place).parent)
    assert after == before
    shares("restore", place).ok()


def test_a_home_on_the_network_is_told_where_a_database_can_be(
    shares: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With NFS homes the folder itself is on the network: the message has to name another, and it has to work."""
    home, disk = shares.folder / "nfs home", shares.folder / "share" / "local"
    shares.folder = home
    monkeypatch.chdir(home)
    monkeypatch.setattr(systems, "_KEPT_HERE", (str(home), str(shares.folder / "share"), str(disk)))
    shares("init", ".", "--example").ok()
    said = shares("load")
    named = disk / "hmic" / "recommendations.db"
    assert said.code == 2
    assert "network file system (nfs4)" in said.err
    assert "set db in hmic.toml, or HMIC_DB" in said.err
    assert str(named) in said.err
    named.parent.mkdir()
    settings = home / "hmic.toml"
    settings.write_text(settings.read_text().replace('"recommendations.db"', f'"{named}"'))
    shares("load").ok()
    shares("progress", "crime-2014-r2", "--note", "a").ok()
    assert "crime-2014-r2" in shares("overdue", "--as-at", "2015-04-01").ok().out
    shares("backup", "copy.db").ok()
    assert {path.name for path in home.iterdir()} == {"hmic.toml", "data", "copy.db"}


def test_where_no_folder_is_known_the_message_names_none(
    shares: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systems, "_KEPT_HERE", ())
    said = shares("load", "--db", "share/new.db")
    assert "keep it on a disk of this computer: set db in hmic.toml" in said.err


def test_windows_has_a_folder_for_each_user_that_is_no_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(systems, "windows", lambda: True)
    assert systems.local_folder({"LOCALAPPDATA": str(tmp_path)}) == tmp_path
    assert systems.local_folder({"LOCALAPPDATA": r"\\server\home\AppData"}) is None


def test_no_database_is_begun_on_a_share(shares: Talk) -> None:
    said = shares("load", "--db", "share/new.db")
    assert (said.code, "network file system (cifs)" in said.err) == (2, True)
    assert list((shares.folder / "share").iterdir()) == [shares.folder / "share" / "local"]
    shares("load", "--db", "share/local/new.db").ok()
    shares("load", "--db", "sharecroppers/new.db").ok()


def test_a_name_of_a_windows_share_is_one_everywhere(two: Talk) -> None:
    said = two("load", "--db", r"\\server\share\hmic.db")
    assert (said.code, "is on a network share" in said.err) == (2, True)


def test_a_read_only_file_is_replaced_or_left_without_a_trace(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = two.folder / "board.csv"
    target.write_text("old", encoding="utf-8")
    target.chmod(stat.S_IRUSR)
    held(monkeypatch, "board.csv")
    before = files(two.folder)
    assert two("overdue", "-o", "board.csv").code == 2
    assert files(two.folder) == before


ONLY_HERE = {"os.fsync", "os.replace", "shlex.split", "os.rename", "os.name"}


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SRC)))
def test_what_differs_between_systems_is_asked_in_one_place(module: Path) -> None:
    if module.stem == "systems":
        return
    text = module.read_text(encoding="utf-8")
    assert "%-d" not in text
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute):
            assert ast.unparse(node) not in ONLY_HERE, f"line {node.lineno}: {ast.unparse(node)}"
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "replace"
        ):
            assert len(node.args) != 1 or node.keywords, f"line {node.lineno}: a file is replaced"


class Kernel:
    """The calls of kernel32 that hmic makes, with what Windows answers."""

    def __init__(self, *, drive: int = 3, console: bool = True, takes_codes: bool = True) -> None:
        self.drive, self.console, self.takes_codes = drive, console, takes_codes
        self.asked: list[object] = []

    def GetDriveTypeW(self, root: str) -> int:  # noqa: N802 - the system's name
        self.asked.append(root)
        return self.drive

    def GetConsoleMode(self, handle: int, mode: object) -> bool:  # noqa: N802
        self.asked.append((handle, mode))
        return self.console

    def SetConsoleMode(self, handle: int, mode: int) -> bool:  # noqa: N802
        self.asked.append((handle, mode))
        return self.takes_codes


def with_kernel(monkeypatch: pytest.MonkeyPatch, kernel: Kernel) -> None:
    """Let `systems` find Windows' own calls where it looks for them."""
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(kernel32=kernel), raising=False)
    console = types.SimpleNamespace(get_osfhandle=lambda descriptor: 40 + descriptor)
    monkeypatch.setitem(sys.modules, "msvcrt", console)
    monkeypatch.setattr(os.path, "realpath", str)
    monkeypatch.setattr(os.path, "splitdrive", ntpath.splitdrive)
    monkeypatch.setattr(sys, "platform", "win32")


@pytest.mark.parametrize(("drive", "where"), [(4, "a network drive"), (3, None), (2, None), (1, None)])
def test_a_drive_letter_is_asked_for_its_kind(
    monkeypatch: pytest.MonkeyPatch, drive: int, where: str | None
) -> None:
    kernel = Kernel(drive=drive)
    with monkeypatch.context() as patch:
        with_kernel(patch, kernel)
        found = systems.network_of(PureWindowsPath(r"S:\hmic\a.db"))  # type: ignore[arg-type]
    assert (found, kernel.asked) == (where, ["S:\\"])


@pytest.mark.parametrize(("console", "takes_codes"), [(True, True), (True, False), (False, True)])
def test_an_old_console_gets_no_escape_codes(
    monkeypatch: pytest.MonkeyPatch, *, console: bool, takes_codes: bool
) -> None:
    kernel = Kernel(console=console, takes_codes=takes_codes)
    with monkeypatch.context() as patch:
        with_kernel(patch, kernel)
        shown = systems.shows_escape_codes(1)
    assert shown == (console and takes_codes)
    if console:
        assert kernel.asked[-1] == (41, 4)


def test_where_a_console_takes_no_escape_codes_there_is_no_colour(
    two: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[" in two("list", terminal=True, color=True).ok().out
    monkeypatch.setattr(World, "shows_escape_codes", False)
    assert "\x1b" not in two("list", terminal=True, color=True).ok().out


def test_modes_of_files_say_nothing_on_windows(two: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    """There every file has the mode 0o666, whoever may read it."""
    settings = (
        '[mail]\nuser = "a"\npassword_file = "p"\nsmtp = "smtps://localhost:1"\nfrom = "a@force.example"\n'
    )
    for name, text in (("p", "secret"), ("hmic.toml", f'{settings}to = ["a@force.example"]\n')):
        (two.folder / name).write_text(text)
        (two.folder / name).chmod(0o666)
    assert "can be changed by others" in two("mail", "test").err
    monkeypatch.setattr("hmic.config.posix_rights", lambda: False)
    assert "others can read the password file" in two("mail", "test").err
    monkeypatch.setattr("hmic.mail.password.posix_rights", lambda: False)
    assert "nothing listens at localhost:1" in two("mail", "test").err


def test_a_day_goes_by_in_a_python_without_what_windows_lacks(talk: Talk) -> None:
    script = Path(__file__).with_name("windows_like.py")
    done = subprocess.run(
        [sys.executable, script], cwd=talk.folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "bug" not in done.stderr
    assert (talk.folder / "papers" / "board.csv").exists()
    assert len(list((talk.folder / "outbox").iterdir())) == 1
