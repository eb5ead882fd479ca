PREFIX dct: <http://purl.org/dc/terms/>
INSERT DATA { GRAPH <$published> { <$published> dct:identifier "$release" } }
