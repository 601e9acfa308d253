"""People who report to a portal that runs as its own process, and what its database holds of them afterwards.

For tests of faults and of load, and for the measurements in `benchmarks/`. The portal has a home and a database of its
own; `office.py` sets it up and reads it back, in processes of its own.
"""
