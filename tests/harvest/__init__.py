"""Other people's harvesters against real releases: CKAN, an LDES client, parsers."""
