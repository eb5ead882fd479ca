"""Queries of ill will, by what they attack, for a store with 400 triples of one property.

Each costs more than a deadline of a second and a worker of 600 MB allow, or asks for what is
never done. ``URL`` stands for the address of a listener that must hear nothing.
"""

N = "<http://example.org/n>"


def _cross(width: int) -> str:
    """Give a pattern whose rows are multiplied ``width`` times."""
    return " . ".join(f"?s{n} {N} ?o{n}" for n in range(width))


def _count(pattern: str) -> str:
    return f"SELECT (COUNT(*) AS ?k) {{ {pattern} }}"


def _nested(depth: int) -> str:
    """Give sub-SELECTs in each other, each multiplying the rows."""
    inner = f"?s {N} ?o"
    for n in range(depth):
        inner = f"{{ SELECT * {{ ?s{n} {N} ?o{n} . {inner} }} }}"
    return inner


def _grown(steps: int) -> str:
    """Give BINDs that double a string again and again."""
    binds = (f"BIND(CONCAT(?t{n}, ?t{n}) AS ?t{n + 1})" for n in range(steps))
    return f'BIND("x" AS ?t0) {" ".join(binds)}'


def _others(width: int) -> str:
    """Give a cross product of variables of its own."""
    return " . ".join(f"?r{n} {N} ?x{n}" for n in range(width))


_ANY = f"({N}|!{N})"
_LONG = f"{N}/^{N}|^{N}/{N}|!{N}|^!{N}"

COSTLY = {
    "cross product, counted": _count(f"{_cross(5)}"),
    "cross product, distinct": f"SELECT DISTINCT ?o0 {{ {_cross(5)} FILTER(?o0 = ?o4 + 1) }}",
    "cross product, asked": f"ASK {{ {_cross(5)} FILTER(CONCAT(?o0, ?o1, ?o2, ?o3) = 'x') }}",
    "cross product, constructed": f"CONSTRUCT {{ ?o4 ?o1 ?o2 }} {{ {_cross(5)} }}",
    "paths from everywhere": _count(f"?a {_ANY}* ?b . ?c {_ANY}* ?d . {_cross(1)}"),
    "paths through inverses": _count(f"?a ({_LONG})* ?b . ?b ({_LONG})+ ?c . {_cross(2)}"),
    "paths in paths": _count(f"?a ((({_LONG})*/({_LONG})*)*) ?b . {_cross(2)}"),
    "huge ORDER BY": f"SELECT * {{ {_cross(4)} }} ORDER BY ?o0 DESC(?o1) ?o2",
    "huge GROUP BY": f"SELECT ?o0 ?o1 ?o2 (COUNT(*) AS ?k) {{ {_cross(4)} }} GROUP BY ?o0 ?o1 ?o2",
    "huge GROUP_CONCAT": f"SELECT (GROUP_CONCAT(CONCAT(?o0, ?o1)) AS ?t) {{ {_cross(4)} }}",
    "growing CONCAT": f"SELECT (STRLEN(?t40) AS ?k) {{ {_grown(40)} }}",
    "regex on everything": _count(f'{_cross(4)} FILTER(REGEX(CONCAT(?o0, ?o1), "^(([0-9]+)+)+$"))'),
    "regex made of data": _count(f"{_cross(4)} FILTER(REGEX(?o0, CONCAT('(', ?o1, '*)+', ?o2)))"),
    "regex that grows": _count(
        f'{_cross(3)} FILTER(REGEX(?o0, CONCAT("((x{{1,80}}){{1,80}}){{1,80}}", ?o1)))'
    ),
    "replacements": f'SELECT (MAX(REPLACE(CONCAT(?o0, ?o1), "", "aaa")) AS ?k) {{ {_cross(4)} }}',
    "nested sub-SELECTs": _count(f"{_nested(5)}"),
    "OPTIONAL after OPTIONAL": "SELECT (COUNT(*) AS ?k) { "
    + " ".join(f"OPTIONAL {{ ?s{n} {N} ?o{n} }}" for n in range(6))
    + " }",
    "NOT EXISTS of products": _count(
        f"{_cross(2)} FILTER NOT EXISTS {{ {_others(3)} FILTER(?x0 = 'none') }}"
    ),
    "MINUS of products": _count(f"{_cross(4)} MINUS {{ {_cross(4)} FILTER(?o0 < ?o1) }}"),
    "products of VALUES": "SELECT (COUNT(*) AS ?k) { "
    + " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(300)))} }}" for n in range(5))
    + " }",
    "ten thousand UNIONs of products": "SELECT (COUNT(*) AS ?k) { "
    + " UNION ".join(f"{{ {_cross(3)} }}" for _ in range(10_000))
    + " }",
    "DISTINCT under OFFSET": f"SELECT DISTINCT * {{ {_cross(4)} }} OFFSET 900000000 LIMIT 1",
    "hashes of products": f"SELECT (MAX(SHA512(CONCAT(?o0, ?o1, ?o2))) AS ?k) {{ {_cross(4)} }}",
}
"""Queries that end at a limit."""

DEEP = {
    "groups in groups": "SELECT * " + "{" * 30_000 + "}" * 30_000,
    "brackets in brackets": "SELECT (" + "(" * 30_000 + "1" + ")" * 30_000 + " AS ?x) {}",
    "negations": "ASK { FILTER(" + "!" * 60_000 + "true) }",
    "paths in brackets": "ASK { ?a " + "(" * 30_000 + N + ")" * 30_000 + " ?b }",
    "collections": "ASK { ?a ?b " + "(" * 30_000 + ")" * 30_000 + " }",
    "blank nodes": "ASK { ?a ?b " + "[ ?p " * 30_000 + "1" + "]" * 30_000 + " }",
    "NOT EXISTS in NOT EXISTS": "ASK " + "{ FILTER NOT EXISTS " * 10_000 + "{}" + "}" * 10_000,
    "functions in functions": "ASK { FILTER(" + "ABS(" * 30_000 + "1" + ")" * 30_000 + " > 0) }",
    "sub-SELECTs in sub-SELECTs": "SELECT * " + "{ SELECT * " * 10_000 + "{}" + "}" * 10_000,
}
"""Queries whose depth overflows the stack of whoever reads them by recursion."""

CALLING = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "in small letters": "select * { service silent <URL> { ?s ?p ?o } }",
    "in mixed letters": "SELECT * { SeRvIcE <URL> { ?s ?p ?o } }",
    "behind a comment": "SELECT * { # }\nSERVICE#{\n<URL>#>\n{ ?s ?p ?o } }",
    "behind a comment ended by a carriage return": "SELECT * { #\rSERVICE <URL> { ?s ?p ?o } }",
    "behind a string like a comment": "SELECT * { ?a ?b '#' . SERVICE <URL> { ?s ?p ?o } }",
    "behind a string with quotes": 'SELECT * { ?a ?b """"#""" . SERVICE <URL> { ?s ?p ?o } }',
    "behind a comparison": "SELECT * { FILTER(1<2)SERVICE#>\n<URL> { ?s ?p ?o } }",
    "behind a comparison with a quote": "SELECT * { FILTER(1<'2')SERVICE<URL> { ?s ?p ?o } }",
    "glued to a prefix": "PREFIX s: <URL> SELECT * { SERVICEs:x { ?s ?p ?o } }",
    "glued to a word": "SELECT * { FILTER(true)FILTER(trueSERVICE<URL>{}) }",
    "glued to a brace": "SELECT*{{}SERVICE<URL>{?s?p?o}}",
    "of a variable": "SELECT * { VALUES ?u { <URL> } SERVICE ?u { ?s ?p ?o } }",
    "of data": "SELECT * { BIND(IRI('URL') AS ?u) SERVICE SILENT ?u { ?s ?p ?o } }",
    "of a base": "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "in a sub-SELECT": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in OPTIONAL": "SELECT * { ?a ?b ?c OPTIONAL { SERVICE <URL> { ?s ?p ?o } } }",
    "in MINUS": "SELECT * { ?a ?b ?c MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "in NOT EXISTS": "ASK { ?a ?b ?c FILTER NOT EXISTS { SERVICE SILENT <URL> { ?s ?p ?o } } }",
    "in GRAPH": "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "in a UNION": "SELECT * { { ?s ?p ?o } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "in HAVING": "SELECT (COUNT(*) AS ?n) { } HAVING(EXISTS { SERVICE <URL> { ?a ?b ?c } })",
    "in ORDER BY": "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <URL> { ?a ?b ?c } })",
    "in BIND": "SELECT * { BIND(EXISTS { SERVICE <URL> { ?a ?b ?c } } AS ?x) }",
    "in CONSTRUCT": "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "in DESCRIBE": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "in LATERAL": "SELECT * { ?a ?b ?c LATERAL { SERVICE <URL> { ?s ?p ?o } } }",
    "after a byte order mark": "\ufeffSELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "with escapes in the keyword": "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "with a letter that folds to it": "SELECT * { \u017fERVICE <URL> { ?s ?p ?o } }",
    "LOAD": "LOAD <URL>",
    "LOAD after a query": "SELECT * {} ; LOAD <URL>",
    "INSERT with SERVICE": "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
}
"""Texts that would make an engine call ``URL``; none may be answered with a success."""

NAMING = {
    "FROM": "SELECT * FROM <URL> { ?s ?p ?o }",
    "FROM NAMED": "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "GRAPH": "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "FROM of a file": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "FROM NAMED of a file": "SELECT * FROM NAMED <file:///etc/passwd> { GRAPH ?g { ?s ?p ?o } }",
    "DESCRIBE": "DESCRIBE <URL>",
    "DESCRIBE FROM": "DESCRIBE <URL> FROM <URL> {}",
}
"""Queries that name an address as a graph; they are answered, from the store alone."""
