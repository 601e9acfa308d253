"""An import that was cut off: go on with it, or end it there."""

from django.urls import reverse

from knowshow.benchmarks.models import Answer
from knowshow.benchmarks.services import imports
from tests.benchmarks import rankings


def test_an_import_that_has_begun_can_be_ended_on_its_page(assessor, organisation, as_assessor):
    run = imports.check_folder(actor=assessor, organisation=organisation, files=rankings.folder())
    imports.run_import(actor=assessor, run=run, most=1)

    page = as_assessor.get(reverse("benchmarks:import", args=[run.pk])).click("End it here")
    assert "Answers that are in stay." in page.text
    page.submit("End the import")

    ended = as_assessor.get(reverse("benchmarks:import", args=[run.pk]))
    assert f"It was ended after 1 of {run.total} answers. These stay." in ended.text
    assert "Nothing was taken in." not in ended.text
    assert ended.click("Go to the edition").heading == str(run.edition)
    assert Answer.objects.count() == 1
