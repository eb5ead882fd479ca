INSERT DATA { GRAPH <$published> { <$published> <http://purl.org/dc/terms/identifier> "$release" } }
