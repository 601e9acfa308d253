"""Services are called alike: by name, with the actor first, each in one transaction."""

import importlib
import inspect
import pkgutil

import pytest

_PACKAGES = tuple(f"knowshow.{one}.services" for one in ("foundation", "respect", "benchmarks", "remedy"))
#: What the operator does has no actor: the history says so.
_OF_THE_OPERATOR = {"knowshow.foundation.services.operators", "knowshow.foundation.services.people"}


def _services():
    """Every public function that runs in a transaction of its own."""
    for package in _PACKAGES:
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
            module = importlib.import_module(f"{package}.{found.name}")
            for name, function in vars(module).items():
                is_own = inspect.isfunction(function) and inspect.unwrap(function).__module__ == module.__name__
                if is_own and not name.startswith("_") and hasattr(function, "__wrapped__"):
                    yield pytest.param(module.__name__, function, id=f"{found.name}.{name}")


SERVICES = list(_services())


def test_there_are_services_to_look_at():
    assert len(SERVICES) > 40


@pytest.mark.parametrize(("module", "service"), SERVICES)
def test_a_service_takes_everything_by_name_and_its_actor_first(module, service):
    parameters = list(inspect.signature(service).parameters.values())
    assert all(one.kind in {one.KEYWORD_ONLY, one.VAR_KEYWORD} for one in parameters)
    if module not in _OF_THE_OPERATOR:
        assert parameters[0].name == "actor"


@pytest.mark.parametrize(("module", "service"), SERVICES)
def test_a_service_says_what_it_does_and_knows_no_request(module, service):
    assert inspect.getdoc(service)
    assert "request" not in inspect.signature(service).parameters
