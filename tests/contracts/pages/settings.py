"""Every setting that an operator may give."""

from knowshow.project.environment import VARIABLES
from tests.contracts.pages import NOTICE, code, table

_INTRODUCTION = """# Settings

Knowshow is set up by environment variables. Each has a default, so that none is needed to try it. The list below is
the only place where the product reads them: `src/knowshow/project/environment.py`.

A switch takes `yes` or `no`. A wrong value stops the start with one message that names the variable.
"""


def page():
    """The page's text."""
    rows = [(code(one.name), one.meaning, one.shown_default or code(one.default) or "nothing") for one in VARIABLES]
    return f"{NOTICE}\n{_INTRODUCTION}\n{table(('variable', 'meaning', 'default'), rows)}\n"
