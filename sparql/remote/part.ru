PREFIX dct: <http://purl.org/dc/terms/>
INSERT DATA { GRAPH <$published> { <$published> dct:hasPart <$graph> . <$graph> dct:identifier "$digest" } }
