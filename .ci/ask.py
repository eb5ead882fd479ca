"""Ask a running server how many hubs it publishes; print the number."""

import csv
import io
import sys
from urllib.parse import urlencode
from urllib.request import Request, urlopen

QUERY = "PREFIX edih: <https://w3id.org/edihkg/ns#> SELECT (COUNT(DISTINCT ?h) AS ?n) WHERE { ?h a edih:Hub }"

address = f"http://127.0.0.1:{sys.argv[1]}/sparql?{urlencode({'query': QUERY})}"
with urlopen(Request(address, headers={"Accept": "text/csv"}), timeout=5) as answer:  # noqa: S310
    print(list(csv.reader(io.TextIOWrapper(answer, "utf-8")))[1][0])
