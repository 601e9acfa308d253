"""A register of 20,000 impacts in 200 assessments: pages, search, start page, import, migrate, memory.

    .venv/bin/python -m benchmarks.register

The server is the real one (waitress) on the embedded database in a temporary folder; pages are asked for over HTTP by a
signed-in member. Bounds are those of the issue "First light": p95 at most 100 ms and at most 12 queries a page, an
import of 10,000 impacts at most 15 s, the first migrate at most 10 s, at most 150 MiB a worker.
"""

from __future__ import annotations

import http.cookiejar
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

ASSESSMENTS = 200
IMPACTS_EACH = 100
ROUNDS = 60
PASSWORD = "only for this benchmark"


def main() -> None:
    """Build the register, measure, print a table."""
    with tempfile.TemporaryDirectory(prefix="knowshow-benchmark-") as home:
        os.environ.update(
            KNOWSHOW_HOME=home,
            DATABASE_URL="",
            DJANGO_SETTINGS_MODULE="knowshow.project.settings",
            KNOWSHOW_HOSTS="127.0.0.1",
        )
        measured = [("first migrate", _migrate(), "s", 10.0)]
        measured += _build()
        measured += _serve()
    width = max(len(name) for name, *_ in measured)
    for name, value, unit, bound in measured:
        verdict = "" if bound is None else f"  at most {bound:g} {unit}: {'yes' if value <= bound else 'NO'}"
        print(f"{name:{width}}  {value:8.1f} {unit}{verdict}")


def _migrate() -> float:
    code = "import django; django.setup(); from django.core.management import call_command as c; c('migrate', '-v0')"
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - start


def _build() -> list[tuple[str, float, str, float | None]]:
    """Fill the register through the service that takes files in; time the largest file."""
    import django

    django.setup()
    from knowshow.foundation.models import Membership, Organisation, Role, User
    from knowshow.respect.rules.reading import read_bytes
    from knowshow.respect.rules.writing import as_yaml
    from knowshow.respect.services.files import import_assessment

    lead = User.objects.create_user("lead@example.org", PASSWORD, name="Lead")
    organisation = Organisation.objects.create(name="Example Company")
    Membership.objects.create(organisation=organisation, user=lead, role=Role.LEAD)
    chance = random.Random(14)
    start = time.perf_counter()
    for number in range(ASSESSMENTS):
        import_assessment(actor=lead, organisation=organisation, record=_record(number, IMPACTS_EACH, chance))
    filled = time.perf_counter() - start
    second = User.objects.create_user("second@example.org", PASSWORD, name="Second")
    other = Organisation.objects.create(name="Another Company")
    Membership.objects.create(organisation=other, user=second, role=Role.LEAD)
    large = as_yaml(_record(0, 10_000, chance)).encode()
    start = time.perf_counter()
    import_assessment(actor=second, organisation=other, record=read_bytes(large, "large.yaml"))
    return [
        ("fill 200 assessments of 100 impacts", filled, "s", None),
        ("import 10,000 impacts from one YAML file", time.perf_counter() - start, "s", 15.0),
    ]


def _record(number: int, impacts: int, chance: random.Random):  # noqa: ANN202  (imported after django.setup)
    from knowshow import canon
    from knowshow.respect.rules import assessment as records
    from knowshow.respect.rules.severity import Likelihood

    groups, rights = list(canon.groups()), list(canon.rights())
    words = ["ranking", "feed", "search", "camera", "badge", "price", "chat", "map", "alert", "translation"]
    likely = [word for word in Likelihood if word != Likelihood.ACTUAL]

    def impact(index: int) -> records.Impact:
        group = chance.choice(groups)
        return records.Impact(
            id=f"impact-{index:05}",
            state="potential",
            statement=records.Statement(
                group=group,
                right=chance.choice(rights),
                feature=f"the {chance.choice(words)} of {chance.choice(words)} {index}",
                place=chance.choice(["KE", "MM", "DE", ""]),
                how="It shows some people to others who wish them harm, and does not tell them so.",
            ),
            ratings=tuple(
                records.Rating(
                    group=one,
                    scale=chance.randint(1, 4),
                    scope=chance.randint(1, 4),
                    irremediability=chance.randint(1, 4),
                    likelihood=chance.choice(likely),
                    rationale="Interviews of this year and our own data describe it in some detail.",
                    evidence=(records.Evidence(title="Interviews of this year"),),
                )
                for one in {group, chance.choice(groups)}
            ),
            actions=(records.Action(title="Change the default", owner="Product team"),) if index % 2 else (),
        )

    return records.Assessment(
        title=f"Assessment {number:03} of {chance.choice(words)}",
        subject=records.Subject(name=f"Product {number:03}", technology=("SOC",), countries=("KE",)),
        impacts=tuple(impact(index) for index in range(impacts)),
    )


def _serve() -> list[tuple[str, float, str, float | None]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}", "knowshow.project.wsgi:application"]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        return _measured(f"http://127.0.0.1:{port}", server.pid)
    finally:
        server.terminate()
        server.wait()


def _measured(base: str, pid: int) -> list[tuple[str, float, str, float | None]]:
    opener = _signed_in(base)
    chance = random.Random(3)
    pages = {
        "start page": lambda: "/",
        "register, 25 a page": lambda: f"/respect/impacts/?page={chance.randint(1, 700)}",
        "register, 100 a page": lambda: f"/respect/impacts/?size=100&page={chance.randint(1, 180)}",
        "register, search": lambda: "/respect/impacts/?q=" + chance.choice(["camera", "children+map", "7777", "chat"]),
        "register, tier 4": lambda: f"/respect/impacts/?tier=4&page={chance.randint(1, 40)}",
        "ranked list, 25 a page": lambda: f"/respect/assessments/{chance.randint(1, 200)}/",
        "ranked list, 100 a page": lambda: f"/respect/assessments/{chance.randint(1, 200)}/?size=100",
        "ranked list, search": lambda: f"/respect/assessments/{chance.randint(1, 200)}/?q=camera",
        "assessments": lambda: f"/respect/assessments/?page={chance.randint(1, 8)}",
    }
    rows: list[tuple[str, float, str, float | None]] = []
    for name, address in pages.items():
        times = sorted(_timed(opener, base + address()) for _ in range(ROUNDS))
        rows.append((f"{name}, median", statistics.median(times), "ms", None))
        rows.append((f"{name}, p95", times[int(len(times) * 0.95) - 1], "ms", 100.0))
    rows.append(("memory of the web worker", _memory(pid), "MiB", 150.0))
    return rows


def _timed(opener: urllib.request.OpenerDirector, url: str) -> float:
    start = time.perf_counter()
    with opener.open(url) as answer:
        answer.read()
    return (time.perf_counter() - start) * 1000


def _signed_in(base: str) -> urllib.request.OpenerDirector:
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    url = f"{base}/account/sign-in/"
    for _ in range(100):
        try:
            opener.open(url).read()
            break
        except OSError:
            time.sleep(0.1)
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    said = {"login": "lead@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token or ""}
    request = urllib.request.Request(url, urllib.parse.urlencode(said).encode(), {"Referer": url})
    page = opener.open(request).read().decode()
    assert "Sign out" in page, "the benchmark could not sign in"
    return opener


def _memory(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


if __name__ == "__main__":
    main()
