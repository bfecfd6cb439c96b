"""What can come next on a command line that is being typed, and the scripts that ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hmic.errors import HmicError

if TYPE_CHECKING:
    from hmic.cli.shared import Run

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
    "FINDING": ("finding",),
    "REPORT": ("report",),
    "POST": ("owner",),
    "THEME": ("theme",),
    "FORCE": ("force",),
}


def candidates(run: Run, root: Any, words: Sequence[str]) -> list[str]:
    """What can stand in the place of the last of `words`, which is still being typed."""
    *typed, current = words or ("",)
    current = "" if current == '""' else current
    found = dict.fromkeys(_all(run, root, typed, current))
    return [word for word in found if word.lower().startswith(current.lower())]


def _all(run: Run, command: Any, typed: list[str], current: str) -> Iterator[str]:
    while getattr(command, "list_commands", None) is not None:
        if not typed:
            yield from command.list_commands(None)
            yield from _options(command) if current.startswith("-") else ()
            return
        name, *typed = typed
        command = command.get_command(None, name)  # a word that is no command ends here, in an error
        if command is None:
            return
    before = typed[-1] if typed else ""
    asked = next((p for p in command.params if before in p.opts and not getattr(p, "is_flag", False)), None)
    if asked is not None:
        yield from _values(run, asked, typed)
    elif current.startswith("-"):
        yield from _options(command)
    else:
        yield from _positional(run, command, typed)


def _options(command: Any) -> Iterator[str]:
    for parameter in command.params:
        if parameter.param_type_name == "option" and not parameter.hidden:
            yield from (option for option in parameter.opts if option.startswith("--"))
    yield "--help"


def _positional(run: Run, command: Any, typed: list[str]) -> Iterator[str]:
    """The values of the argument that comes next; of all, where one takes several words."""
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    takes = {o for p in command.params if p.param_type_name == "option" and not p.is_flag for o in p.opts}
    given = sum(
        not word.startswith("-") and before not in takes
        for before, word in zip(["", *typed], typed, strict=False)
    )
    several = any(argument.nargs != 1 for argument in arguments)
    for argument in arguments if several else arguments[given : given + 1]:
        yield from _values(run, argument, typed)


def _values(run: Run, parameter: Any, typed: Sequence[str]) -> Iterable[str]:
    """The values of an option or an argument, by what its help calls them."""
    named = str(parameter.metavar)
    if named in _FROM_DATABASE:
        return _from_database(run, _FROM_DATABASE[named], typed)
    if named == "SHELL":
        return list(SCRIPTS)
    valid = _words_of(named, parameter)
    return [value.value.replace(" ", "-") for value in valid]


def _words_of(named: str, parameter: Any) -> Iterable[StrEnum]:
    """The enum behind an option such as --status."""
    if named in {"KIND", "STATUS"}:
        from hmic.model import Kind, Status

        return Kind if named == "KIND" else Status
    if named == "FORMAT":
        from hmic.render.formats import Format

        offered = str(parameter.help or "")
        return [one for one in Format if one.value in offered] or Format
    if named == "SIZE":
        from hmic.render.formats import Paper

        return Paper
    if named == "WHEN":
        from hmic.cli.options import Color

        return Color
    return ()


def _from_database(run: Run, what: Sequence[str], typed: Sequence[str]) -> list[str]:
    """Ids and names in the database; none where there is none that can be read."""
    from hmic.store.connection import open_reading
    from hmic.store.queries import names

    db = next((Path(word) for before, word in pairwise(typed) if before == "--db"), run.db)
    with suppress(HmicError):
        con = open_reading(db)
        return [name for one in what for name in names.known(con, one)]
    return []
