"""What can come next on a command line that is being typed, and the scripts that ask for it.

Asked at each press of the tab key, this imports as little as it can: no typer, since `words.txt`, which
docs/generate.py makes of the program itself, says what each command takes.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from hmic.errors import HmicError

SCRIPTS = {
    "bash": r"""# hmic completion bash >> ~/.bashrc
_hmic() {
    local word cur="${COMP_WORDS[COMP_CWORD]}" quoted=""
    local -a typed=()
    case "$cur" in [\"\']*) quoted=1; cur="${cur:1}" ;; esac
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$word" in [\"\']*) word="${word:1:${#word}-2}" ;; esac
        typed+=("${word//\\/}")
    done
    COMPREPLY=()
    while IFS= read -r word; do
        if [ -n "$quoted" ]; then COMPREPLY+=("$word"); else COMPREPLY+=("$(printf %q "$word")"); fi
    done < <("$1" completion words -- "${typed[@]}" "${cur//\\/}" 2>/dev/null)
}
complete -o default -F _hmic hmic
""",
    "zsh": r"""# hmic completion zsh >> ~/.zshrc, below the line with compinit
_hmic() {
    local -a found typed
    typed=("${(@Q)words[2,CURRENT]}")
    found=("${(@f)$(${words[1]} completion words -- "${typed[@]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then compadd -- "${found[@]}"; else _files; fi
}
compdef _hmic hmic
""",
    "fish": r"""# hmic completion fish > ~/.config/fish/completions/hmic.fish
function __hmic_words
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    test (count $current) -eq 0; and set current ''
    set -l found ($typed[1] completion words -- $typed[2..-1] (string unescape -- $current) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path $current
    end
end
complete -c hmic -f -a '(__hmic_words)'
""",
    "powershell": r"""# hmic completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName hmic -ScriptBlock {
    param($word, $ast, $cursor)
    $typed = @($ast.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.StartOffset -lt $cursor } |
        ForEach-Object { $_.Extent.Text.Trim('"', "'") })
    if (-not $word) { $typed += '""' }
    hmic completion words -- @typed 2>$null | ForEach-Object {
        $shown = if ($_ -match '[\s&()]') { "'" + $_.Replace("'", "''") + "'" } else { $_ }
        [System.Management.Automation.CompletionResult]::new($shown, $_, 'ParameterValue', $_)
    }
}
""",
}
"""For each shell the script that it reads once; the first line says where it goes."""

_FROM_DATABASE = {
    "FINDING": "finding",
    "REPORT": "report",
    "POST": "owner",
    "THEME": "theme",
    "FORCE": "force",
}


class _Option(NamedTuple):
    """An option by its names, and what follows it: nothing, the name of a value, or `=` and the values."""

    names: list[str]
    takes: str


class _Command(NamedTuple):
    """What a command takes; `arguments` that take several words end in dots."""

    options: list[_Option]
    arguments: list[str]
    inner: dict[str, _Command]


def _commands() -> _Command:
    root = _Command([], [], {})
    for line in Path(__file__).with_name("words.txt").read_text(encoding="utf-8").splitlines():
        path, names, takes = line.split("\t")
        command = root
        for name in path.split():
            command = command.inner.setdefault(name, _Command([], [], {}))
        if names:
            command.options.append(_Option(names.split(), takes))
        else:
            command.arguments.append(takes)
    return root


def main(words: Sequence[str]) -> int:
    """Answer a shell, in a separate process."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    with suppress(HmicError, BrokenPipeError):
        found = candidates(Path.cwd(), os.environ, words[1:] if words[:1] == ["--"] else words)
        sys.stdout.write("".join(f"{word}\n" for word in found))
        sys.stdout.flush()
    return 0


def candidates(folder: Path, environ: Mapping[str, str], words: Sequence[str]) -> list[str]:
    """Completions for the last of `words`, which is still being typed."""
    *typed, current = words or ("",)
    current = "" if current == '""' else current
    asked: list[str] = []
    for word in _all(typed, current):
        named = _FROM_DATABASE.get(word)
        asked += _from_database(folder, environ, named, typed) if named else (word,)
    return [word for word in dict.fromkeys(asked) if word.lower().startswith(current.lower())]


def _all(typed: list[str], current: str) -> Iterable[str]:
    """The words that can come next, and the names of what the database holds."""
    command = _commands()
    while command.inner:
        if not typed:
            return [*command.inner, *(_options(command) if current.startswith("-") else ())]
        name, *typed = typed
        if name not in command.inner:
            return ()
        command = command.inner[name]
    before = typed[-1] if typed else ""
    asked = next((option for option in command.options if before in option.names and option.takes), None)
    if asked is not None:
        return _values(asked.takes)
    return _options(command) if current.startswith("-") else _positional(command, typed)


def _options(command: _Command) -> Iterator[str]:
    for option in command.options:
        yield from (name for name in option.names if name.startswith("--"))
    yield "--help"


def _positional(command: _Command, typed: list[str]) -> Iterator[str]:
    """The values of the argument that comes next; of all, where one takes several words."""
    takes = {name for option in command.options if option.takes for name in option.names}
    given = sum(
        not word.startswith("-") and before not in takes
        for before, word in zip(["", *typed], typed, strict=False)
    )
    arguments = command.arguments
    several = any(argument.endswith("...") for argument in arguments)
    for argument in arguments if several else arguments[given : given + 1]:
        yield from _values(argument.removesuffix("..."))


def _values(takes: str) -> Iterable[str]:
    if takes.startswith("="):
        return takes[1:].split()
    return (takes,) if takes in _FROM_DATABASE else ()


def _from_database(folder: Path, environ: Mapping[str, str], what: str, typed: Sequence[str]) -> list[str]:
    """Ids and names in the database; empty if it cannot be read."""
    from hmic.store.connection import open_reading
    from hmic.store.queries import names

    named = [typed[at + 1] for at, word in enumerate(typed[:-1]) if word == "--db"]
    with suppress(HmicError):
        if named:
            db = Path(named[0])
        else:
            from hmic.config import settings

            db = settings(folder, environ).db
        return names.known(open_reading(db), what)
    return []
