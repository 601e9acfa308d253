"""People who come back with their receipts, at any stage of a case."""

from dataclasses import dataclass, field

from knowshow.remedy.rules.stages import Stage
from tests import make
from tests.page import PortalClient
from tests.remedy import make as cases


@dataclass
class Back:
    """Somebody with her receipt, at a browser of the portal."""

    reported: object
    page: PortalClient = field(default_factory=PortalClient)

    @property
    def who(self):
        """The person as the services know her, her case as it is by now."""
        return cases.again(self.reported.person)

    @property
    def case(self):
        """Her case as it is by now."""
        return cases.fresh(self.reported.case)

    @property
    def receipt(self):
        """The receipt as a form sends it."""
        return self.reported.receipt

    def opens(self, **more):
        """Her page."""
        return self.page.post("/return/", {**self.receipt, **more})

    def posts(self, address, *, status=200, **fields):
        """A form of hers, sent as it stands."""
        return self.page.post(f"/return/{address}", {**self.receipt, **fields}, status=status)

    def decides(self, act, *, status=200, **fields):
        """Her word about something, confirmed."""
        return self.posts("decide/", status=status, act=act, do="yes", **fields)

    def tells(self, act, *, status=200, **fields):
        """Something that she tells, confirmed."""
        return self.posts("tell/", status=status, act=act, do="yes", **fields)


def back(stage=Stage.RECEIVED, of=None, **facts):
    """Somebody whose case stands at a stage; a handler has its key."""
    reported = make.report(of or cases.mechanism(), **facts)
    for step in cases.way_to(stage):
        step(reported.person)
    return Back(reported)
