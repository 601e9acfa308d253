"""Every command and option of the command line."""

import typer.main

from knowshow.cli.main import app
from tests.contracts.pages import NOTICE, table

_INTRODUCTION = """# The command line

Progress and messages go to standard error, results to standard output. Exit codes:

| code | meaning |
|---|---|
| 0 | done |
| 1 | done, and the work found the problems that it was asked to look for |
| 2 | bad usage or bad input; one message names the file, the line or record, and what to do. Nothing is half written |
| 130 | stopped from the keyboard |

`knowshow COMMAND --help` says the same as this page. `knowshow --version` prints the version.
"""

#: What stands for a value that has no name of its own.
_KINDS = {"text": "TEXT", "str": "TEXT", "integer": "N", "int": "N", "path": "F", "directory": "FOLDER"}


def commands():
    """Every command with its full name, groups included, in order."""
    return list(_below(typer.main.get_command(app), "knowshow"))


def _below(command, name):
    for child_name, child in getattr(command, "commands", {}).items():
        full = f"{name} {child_name}"
        if hasattr(child, "commands"):
            yield from _below(child, full)
        elif not child.hidden:
            yield full, child


def parameters(command):
    """Its arguments and options; --help is everywhere the same and left out."""
    return [one for one in command.params if one.name != "help" and not getattr(one, "hidden", False)]


def page():
    """The page's text."""
    return f"{NOTICE}\n{_INTRODUCTION}\n" + "\n".join(_section(name, command) for name, command in commands())


def _section(name, command):
    text = f"## {name}\n\n{_joined(command.help)}\n\n    {_usage(name, command)}\n"
    rows = [_row(one) for one in parameters(command)]
    return f"{text}\n{table(('given as', 'meaning', 'default'), rows)}\n" if rows else text


def _usage(name, command):
    arguments = [_metavar(one) for one in parameters(command) if one.param_type_name == "argument"]
    options = ["[OPTIONS]"] if any(one.param_type_name == "option" for one in parameters(command)) else []
    return " ".join([name, *options, *arguments])


def _row(parameter):
    if parameter.param_type_name == "argument":
        given = f"`{_metavar(parameter)}`"
    else:
        value = "" if parameter.is_flag else f" {_value(parameter)}"
        given = ", ".join(f"`{word}{value}`" for word in [*parameter.opts, *parameter.secondary_opts])
    return given, _joined(parameter.help), _default(parameter)


def _metavar(parameter):
    word = parameter.metavar or parameter.name.upper()
    return word if parameter.required else f"[{word}]"


def _value(parameter):
    choices = getattr(parameter.type, "choices", None)
    if choices:
        return "/".join(getattr(one, "value", str(one)) for one in choices)
    return parameter.metavar or _KINDS.get(getattr(parameter.type, "name", ""), "VALUE")


def _default(parameter):
    if parameter.required:
        return "required"
    default = parameter.default() if callable(parameter.default) else parameter.default
    if default in (None, False, "", ()):
        return ""
    return f"`{getattr(default, 'value', default)}`"


def _joined(text):
    return " ".join((text or "").split())
