INSERT DATA { GRAPH <$published> { <$published> <http://purl.org/dc/terms/hasPart> <$graph> . <$graph> <http://purl.org/dc/terms/identifier> "$digest" } }
