"""Before threads answer, a web server has loaded its pages and prepared their records: two first readers do no harm."""

import os
import subprocess
import sys

import msgspec
import pytest

from knowshow.project.warming import kinds

_CODE = """
import sys, threading
import knowshow.project.wsgi
from knowshow.project.warming import kinds, warm
warm()
print(len(set(kinds())), "knowshow.remedy.views.portal.writing" in sys.modules, threading.active_count())
"""


@pytest.mark.parametrize("settings", ["knowshow.project.settings", "knowshow.project.portal.settings"])
def test_a_server_that_is_warm_has_its_pages_and_their_records(settings, tmp_path):
    surroundings = {**os.environ, "DJANGO_SETTINGS_MODULE": settings, "KNOWSHOW_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", _CODE], env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, has_portal, threads = done.stdout.split()
    assert int(count) > 5
    assert has_portal == str("portal" in settings)
    assert threads == "1"


def test_every_kind_of_record_of_ours_is_found_those_of_others_are_not():
    from knowshow.remedy.rules.questions.records import Structure

    class Other(msgspec.Struct):
        """A record of somebody else's."""

    found = list(kinds())
    assert Structure in found
    assert Other not in found
