"""A workspace and a portal that run as processes on a database of their own, and people at browsers before them.

The portal writes here, which it cannot do on the database of the tests where that stands in memory.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from django.urls import reverse

from knowshow.project import serving
from tests.journeys.conftest import Person
from tests.people import PASSWORD
from tests.remedy.seats import PASSPHRASE
from tests.reporting.person import Connection, NoAnswerError

_ROOT = Path(__file__).resolve().parents[2]
_OURS = ("KNOWSHOW_", "DJANGO_", "DATABASE_URL")
_PATIENCE = 60
#: What may stand in an address of the portal: a language, and plain words of its own.
_NEUTRAL = re.compile(r"/(?:(?:ar|es|fr|ru|zh-hans)/)?(?:[a-z-]+/)*")
_ANSWERS = {200, 302}


class Office:
    """The home of both servers, where they answer, and who sits in the mechanism."""

    def __init__(self, home):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.surroundings = {
            **kept,
            "KNOWSHOW_HOME": str(home),
            "PYTHONPATH": os.pathsep.join([str(_ROOT / "src"), str(_ROOT)]),
        }
        self.said = Path(home).with_suffix(".said.txt")
        facts = self.asked("set-up")
        self.mechanism, self.people = facts["mechanism"], facts["people"]
        self.addresses = {}

    def asked(self, what, **given):
        """Let the office do something in a process of its own; return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.journeys.grievance_office", what],
            input=json.dumps(given), capture_output=True, text=True, cwd=_ROOT, check=False,
            env={**self.surroundings, "DJANGO_SETTINGS_MODULE": "knowshow.project.settings"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def serving(self):
        """Serve both until the block is left."""
        with self.said.open("w") as said, contextlib.ExitStack() as ending:
            for face in (serving.WORKSPACE, serving.PORTAL):
                listening = serving.listen("127.0.0.1", 0)
                self.addresses[face] = listening.address.rstrip("/")
                process = self._started(face, listening.socket, said)
                ending.callback(_end, process)
                self._wait(listening.address, process)
            yield self

    def _started(self, face, listening, said):
        process = subprocess.Popen(
            [sys.executable, "-m", "knowshow.project.web", face, "--socket", str(listening.fileno()),
             "--threads", "3"],
            stdin=subprocess.PIPE, stdout=said, stderr=said, pass_fds=[listening.fileno()], cwd=_ROOT,
            env=self.surroundings,
        )  # fmt: skip
        listening.close()
        return process

    def _wait(self, address, process):
        until = time.monotonic() + _PATIENCE
        while True:
            with contextlib.suppress(NoAnswerError), contextlib.closing(Connection(address)) as asked:
                assert asked.get("/").status in _ANSWERS
                return
            assert process.poll() is None, self.said.read_text()
            assert time.monotonic() < until, "It does not answer."
            time.sleep(0.05)


def _end(process):
    process.stdin.close()
    process.wait(_PATIENCE)


class Visitor(Person):
    """Somebody without scripts: whatever she presses or follows leads to another page."""

    def press(self, words):
        """Press a button by its words, and wait for the page that comes."""
        return self._onward(self.tab.get_by_role("button", name=words, exact=True).first)

    def follow(self, words):
        """Follow a link by its words, and wait for the page that comes."""
        return self._onward(self.tab.get_by_role("link", name=words).first)

    def push(self, name, value):
        """Press a button by its name and the beginning of its value: in any language."""
        return self._onward(self.tab.locator(f'button[name="{name}"][value^="{value}"]').first)

    def send(self, form):
        """Press the first button of a form."""
        return self._onward(self.tab.locator(f"{form} button").first)

    def write(self, name, words):
        """Write into the visible field of this name."""
        self.tab.locator(f'[name="{name}"]:visible').first.fill(words)
        return self

    def pick(self, name, value):
        """Choose from a list."""
        self.tab.locator(f'select[name="{name}"]').select_option(value)
        return self

    def mark(self, words):
        """Choose the radio button whose label holds these words."""
        self.tab.get_by_role("radio", name=re.compile(words, re.IGNORECASE)).first.check(force=True)
        return self

    def _onward(self, what):
        with self.tab.expect_navigation():
            what.click()
        return self


class Complainant(Visitor):
    """Who complains: at the portal, with nothing but her receipt, which she copied by hand."""

    def __init__(self, tab, base):
        super().__init__(tab, base)
        self.reference, self.words, self.seen, self.cookies = "", [], [], []
        self.tab.on("request", lambda asked: self.seen.append(asked.url))
        self.tab.on("response", lambda answer: self.cookies.extend({"set-cookie"} & answer.headers.keys()))

    def keep_receipt(self):
        """Copy the receipt, and type the two words that are asked for."""
        self.reference = self.tab.locator(".receipt .reference").inner_text()
        self.words = [one.inner_text().split()[1] for one in self.tab.locator(".words li").all()]
        for place in self.tab.locator("input[name=places]").input_value().split(","):
            self.write(f"word{place}", self.words[int(place) - 1])
        return self.push("do", "confirm")

    def come_back(self, start="/", *, mistyped=False):
        """Come back with the receipt, on another day so to speak; perhaps with one letter wrong."""
        words = [_mistyped(self.words[0]) if mistyped else self.words[0], *self.words[1:]]
        self.visit(f"{start}return/").write("reference", self.reference).write("words", " ".join(words))
        return self.send("main form")

    def decides(self, act, **fields):
        """Decide something on her page, and confirm it."""
        self.push("act", act)
        for name, words in fields.items():
            self.write(name, words)
        return self.push("do", "yes")

    def downloads(self, form):
        """Press the first button of a form that hands a file over; return how it is called and what it holds."""
        with self.tab.expect_download() as coming:
            self.tab.locator(f"{form} button").first.click()
        return coming.value.suggested_filename, Path(coming.value.path()).read_bytes()

    @property
    def stage(self):
        """Where her page says that the case stands."""
        return self.tab.locator("#now").inner_text()

    def gave_nothing_away(self):
        """No cookie was set, and no address was asked for that tells anything."""
        assert self.tab.context.cookies() == []
        assert self.cookies == []
        ours = [urlsplit(one) for one in self.seen]
        pages = [one for one in ours if not one.path.startswith("/static/")]
        assert not [one.geturl() for one in ours if one.netloc != urlsplit(self.base).netloc or one.query]
        assert not [one.path for one in pages if not _NEUTRAL.fullmatch(one.path)]


class Member(Visitor):
    """Who works on cases: in the workspace, her keys opened by her passphrase."""

    def at_work(self, email, path="/remedy/cases/"):
        """Sign in, and open the cases."""
        self.signed_in(email).visit(path)
        self.write("passphrase", PASSPHRASE)
        return self.press("Open my cases")

    def signed_in(self, email):
        """Sign in with the password alone."""
        self.visit(reverse("account_login")).write("login", email).write("password", PASSWORD)
        return self.press("Sign in")

    def opens(self, reference):
        """Open a case from the list."""
        return self.visit("/remedy/cases/?state=all").follow(reference)

    def case_page(self, name):
        """The address of a page of the case that is open."""
        return re.match(r"/remedy/cases/[0-9]+/", urlsplit(self.tab.url).path).group() + name

    def does(self, step, button="Tell the person", **fields):
        """Take a step of a case from its page: follow, fill in, send."""
        self.follow(step)
        for name, words in fields.items():
            self.write(name.replace("__", "-"), words)
        return self.press(button)

    def refused(self, path, *, status=403):
        """A page that does not open for her; what the browser says of it is no complaint."""
        answer = self.tab.goto(f"{self.base}{path}")
        assert answer.status == status, path
        self.complaints[:] = [one for one in self.complaints if str(status) not in one]
        return self

    @property
    def stage(self):
        """Where the line of stages says that the case stands."""
        return self.tab.locator(".stages [aria-current=step] b").inner_text()


def _mistyped(word):
    """The word with two letters in each other's place, as fingers do it."""
    return word[:-2] + word[-1] + word[-2]
