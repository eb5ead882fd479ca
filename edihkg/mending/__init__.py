"""Mend what nothing else can be meant by, at the exact place; the rest of a file stays as it is.

turtle.py   submissions          tables.py     CSV tables
sureness.py what is certain, and whether a report has become better
"""

from edihkg.mending.tables import MendedTables, mend_tables
from edihkg.mending.turtle import Mended, mend

__all__ = ["Mended", "MendedTables", "mend", "mend_tables"]
