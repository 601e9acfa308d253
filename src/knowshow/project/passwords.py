"""How passwords are kept: Argon2id, with memory that several sign-ins at once can take on a small server.

Django's default takes 100 MiB for each sign-in, so that four at once need more than half a gigabyte. These figures
are above the floor that OWASP's password storage guide gives (19 MiB, two passes, one lane). A password that was kept
with other figures is still known, and kept anew at the next sign-in.
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class SparingHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, three passes and one lane."""

    time_cost = 3
    memory_cost = 19 * 1024
    parallelism = 1
