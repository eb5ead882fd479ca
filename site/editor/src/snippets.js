// The query as a command or a few lines of a program.

export const SNIPPETS = {
  curl: (endpoint, query) =>
    `curl -H 'Accept: text/csv' '${endpoint}' \\\n  --data-urlencode 'query=${query.replaceAll("'", "'\\''")}'`,
  Python: (endpoint, query) =>
    `import io, urllib.parse, urllib.request\nimport pandas as pd\n\nquery = r"""\n${query.replaceAll('"""', '\\"\\"\\"')}\n"""\n` +
    `request = urllib.request.Request(\n    "${endpoint}", data=urllib.parse.urlencode({"query": query}).encode(), headers={"Accept": "text/csv"}\n)\n` +
    `table = pd.read_csv(io.BytesIO(urllib.request.urlopen(request).read()))`,
  R: (endpoint, query) =>
    `library(httr2)\n\nquery <- r"---(\n${query}\n)---"\nanswer <- request("${endpoint}") |>\n  req_headers(Accept = "text/csv") |>\n` +
    `  req_body_form(query = query) |>\n  req_perform()\ntable <- read.csv(text = resp_body_string(answer))`,
};
