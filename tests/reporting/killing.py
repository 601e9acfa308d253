"""A portal that is killed at random moments while people write, and starts again at the same address."""

import secrets
import threading
import time

from tests.reporting.person import Connection, NoAnswerError, attach, report, words_of
from tests.reporting.place import Portal

_LONGEST_LIFE_MS = 700
_BETWEEN_TRIES = 0.05


class Killed:
    """What became of a portal that was killed so often: every report that it acknowledged before, and how many tries.

    People go on writing all the while: whoever gets no answer begins another report. Some add a file.
    """

    def __init__(self, place, *, times, senders=8):
        self.place = place
        self.sent, self.unanswered, self.refused = [], 0, []
        self._is_over = threading.Event()
        self._guard = threading.Lock()
        self._number = 0
        self._portal = Portal(place)
        self.address = self._portal.address
        people = [threading.Thread(target=self._write, args=(place_,)) for place_ in range(senders)]
        try:
            self._portal.wait()
            for one in people:
                one.start()
            for _ in range(times):
                self._kill()
        finally:
            self._is_over.set()
            for one in people:
                one.join()
            self._portal.end()

    def found(self):
        """What is lost and half there, and how many cases there are."""
        return self.place.read_back(self.sent)

    def _kill(self):
        time.sleep(secrets.randbelow(_LONGEST_LIFE_MS) / 1000)
        port = self._portal.port
        self._portal.kill()
        self._portal = Portal(self.place, port=port)
        self._portal.wait()

    def _write(self, place):
        while not self._is_over.is_set():
            connection = Connection(self.address)
            try:
                self._one(connection, with_file=place % 2 == 0)
            except NoAnswerError:
                self.unanswered += 1
                time.sleep(_BETWEEN_TRIES)
            except AssertionError as error:
                self.refused.append(str(error))
            finally:
                connection.close()

    def _one(self, connection, *, with_file):
        with self._guard:
            self._number += 1
            number = self._number
        sent = report(connection, words_of(number), self.sent.append)
        if with_file:
            attach(connection, sent, "picture.txt", secrets.token_bytes(100_000))
