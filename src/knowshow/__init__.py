"""Knowshow: know and show that technology respects human rights.

The package follows the three pillars of the UN Guiding Principles on Business and Human Rights
(A/HRC/17/31, annex): protect, respect, remedy. See ``docs/architecture.md``.
"""

__version__ = "0.1.0"
