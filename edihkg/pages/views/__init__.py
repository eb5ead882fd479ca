"""Turn rows into what the templates show: counted, grouped, numbered, never worded.

Every view is a pure function of one page's row, the facts and the site; it gives a mapping
of plain values. Words belong to the templates.
"""
