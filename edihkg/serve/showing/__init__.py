"""Show answers to people: tables with links, charts, maps, spreadsheets. Pure but for files read.

``tables`` reads the first rows of an answer, ``shown`` decides how columns and cells look,
``drawings`` what can be drawn of them, ``sheets`` writes XLSX and GeoJSON, ``templates`` renders
HTML. Nothing here asks a query or knows of HTTP.
"""
