"""Ask a running server how many hubs it publishes; print the number."""

import csv
import io
import sys
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

question = urlencode({"query": Path(__file__).with_name("hubs.rq").read_text("utf-8")})
address = f"http://127.0.0.1:{sys.argv[1]}/sparql?{question}"
with urlopen(Request(address, headers={"Accept": "text/csv"}), timeout=5) as answer:
    print(list(csv.reader(io.TextIOWrapper(answer, "utf-8")))[1][0])
