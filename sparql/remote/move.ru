MOVE GRAPH <$staged> TO GRAPH <$graph>
