INSERT DATA { GRAPH <$arrived> { <$graph> <http://purl.org/dc/terms/isPartOf> <$arrived> } }
