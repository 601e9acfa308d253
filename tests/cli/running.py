"""Knowshow as a person runs it: whole processes, in a home of their own, reached over loopback."""

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

_PATIENCE = 30


def surroundings(home, **more):
    """The environment of a process: this one's, without what names our settings, and with a home of its own."""
    ours = ("KNOWSHOW_", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "KNOWSHOW_HOME": str(home), **more}


def knowshow(home, *arguments, stdin="", **more):
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "knowshow.cli.main", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        env=surroundings(home, **more),
        timeout=_PATIENCE,
        check=False,
    )


class Server:
    """A ``demo`` or ``serve`` that runs, and what it said in JSON once the first page answered."""

    def __init__(self, home, *command, **more):
        self.errors = Path(home).with_suffix(".stderr")
        with self.errors.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "knowshow.cli.main", *command, "--json", "--port", "0"],
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                env=surroundings(home, **more),
            )
        self.said = json.loads(self._until_ready())

    def _until_ready(self):
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.rstrip() == "}":
                return "".join(lines)
        raise AssertionError(f"It did not start: {self.errors.read_text()}")

    @property
    def address(self):
        return self.said["address"]

    @property
    def portal(self):
        return self.said["portal"]

    @property
    def children(self):
        """The processes that it started."""
        pid = self.process.pid
        return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self, number=signal.SIGTERM):
        """Ask it to end, if it runs; return its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(_PATIENCE)
        self.process.stdout.close()
        return code


def asked(address, path="/", method="GET", **headers):
    """One request with these headers; the answer with its body, redirects not followed."""
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(address).port, timeout=_PATIENCE)
    try:
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        return answer
    finally:
        connection.close()


class Browser:
    """Keeps cookies and posts forms with their tokens, as a browser without scripts does."""

    def __init__(self, address):
        self.address = address
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()), ProxyHandler({}))

    def get(self, path=""):
        """The address at the end of all redirects, and the text of the page."""
        return self._open(Request(self.address + path.lstrip("/")))  # noqa: S310  (our own server)

    def sign_in(self, email, password):
        """Post the sign-in form; return where that led, and the page."""
        where, page = self.get()
        return self.send(where, page, login=email, password=password)

    def send(self, where, page, **fields):
        """Post the form of a page; return where that led, and the page."""
        fields["csrfmiddlewaretoken"] = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self._open(Request(where, urlencode(fields).encode(), headers={"Referer": where}))  # noqa: S310

    def _open(self, request):
        with self._opener.open(request, timeout=_PATIENCE) as answer:
            return answer.geturl(), answer.read().decode(errors="replace")


def runs(pid):
    """Whether a process is alive; one that ended and waits for its parent is not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def eventually(condition):
    """Wait until something is so."""
    until = time.monotonic() + _PATIENCE
    while not (found := condition()):
        assert time.monotonic() < until, "It never came."
        time.sleep(0.05)
    return found
