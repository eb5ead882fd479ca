PREFIX dct: <http://purl.org/dc/terms/>
INSERT DATA { GRAPH <$arrived> { <$graph> dct:isPartOf <$arrived> } }
