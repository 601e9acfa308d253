"""Pillar II as pure functions over plain records: no Django, no database.

``severity``, ``salience`` and ``heat_maps`` hold the order (GP 14, 24); ``involvement`` the test of cause,
contribution and direct linkage (GP 13, 19); ``assessment`` the records of the file ``assessment/1``;
``reading`` and ``writing`` turn files into records and back; ``assessed`` ranks one; ``quality`` points at
weak spots; ``comparison`` says what changed between two versions.
"""
