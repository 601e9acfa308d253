"""What takes seconds is done by the worker: a request only writes down that it is wanted."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.models import DBTaskResult

from knowshow.project import settings as product
from knowshow.respect.models import Figure, ReportFile
from tests import make

#: What draws figures and sets pages; each takes tens of megabytes.
_HEAVY = {"altair", "vl_convert", "weasyprint", "docx", "openpyxl"}


@pytest.fixture
def _queue(monkeypatch):
    """Ask the backend of the product, not that of the tests."""
    assert import_string(product.TASKS["default"]["BACKEND"]) is DatabaseBackend
    database = DatabaseBackend("default", {"QUEUES": ["default"], "OPTIONS": {}})
    monkeypatch.setattr(type(task_backends), "__getitem__", lambda _self, _alias: database)


@pytest.mark.usefixtures("_queue")
def test_a_page_writes_down_what_is_wanted_and_makes_nothing(
    as_assessor, organisation, assessor, django_capture_on_commit_callbacks
):
    impact = make.rated_impact(make.assessment(organisation, actor=assessor), actor=assessor)
    said = {"group": "OLD", "scale": 4, "scope": 2, "irremediability": 2, "likelihood": "foreseeable"}
    said |= {"rationale": make.RATIONALE, "confidence": "medium", "basis": "inherent"}

    with django_capture_on_commit_callbacks(execute=True):
        as_assessor.post(reverse("respect:rate", args=[impact.pk]), said)
        as_assessor.post(reverse("respect:report_request", args=[impact.assessment_id]), {"format": "pdf"})

    waiting = DBTaskResult.objects.ready().values_list("task_path", flat=True)
    assert {path.rpartition(".")[2] for path in waiting} == {"draw_figures", "make_report"}
    assert not Figure.objects.exists()
    assert ReportFile.objects.get().state == "waiting"


def test_a_web_worker_starts_without_what_draws_and_sets_pages():
    code = (
        "import sys, knowshow.project.wsgi; from django.urls import reverse; reverse('today');"
        f"sys.exit(', '.join({_HEAVY!r} & set(sys.modules)) or None)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "knowshow.project.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr
    assert done.returncode == 0
