"""The files for nginx and Caddy in ``docs/operating/`` are run as they are, on loopback."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx
import pytest

from tests.checkout import SAMPLES, edihkg, environment, lay_checkout, serving

OPERATING = Path(__file__).parents[1] / "docs" / "operating"
TLS = re.compile(r"^\s*(listen|ssl_\w+) .*\n", re.MULTILINE)
NGINX = """
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr error;
events {{ worker_connections 512; }}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {site}
}}
"""
SERVER = "server {{\n listen 127.0.0.1:{port}; {inside}\n}}"
PAGES = 60
STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

Configure = Callable[[int, int, Path], list[str]]
"""Writes the configuration for a port, the server's port and a folder; gives the command."""


def _nginx(name: str, folder: Path, inside: Callable[[str], str]) -> list[str]:
    text = TLS.sub("", (OPERATING / name).read_text(encoding="utf-8"))
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, site=inside(text)))
    return ["nginx", "-p", str(folder), "-c", str(path), "-e", "stderr"]


def _nginx_host(port: int, served: int, folder: Path) -> list[str]:
    return _nginx(
        "nginx.conf",
        folder,
        lambda text: text.replace("127.0.0.1:8000", f"127.0.0.1:{served}").replace(
            "server_name", f"listen 127.0.0.1:{port};\n server_name"
        ),
    )


def _nginx_sub_path(port: int, served: int, folder: Path) -> list[str]:
    return _nginx(
        "nginx-sub-path.conf",
        folder,
        lambda text: SERVER.format(
            port=port, inside=text.replace("127.0.0.1:8000", f"127.0.0.1:{served}")
        ),
    )


def _caddy(name: str) -> Configure:
    def configure(port: int, served: int, folder: Path) -> list[str]:
        text = (OPERATING / name).read_text(encoding="utf-8")
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{served}")
        text = text.replace("hubs.example.org", f"http://127.0.0.1:{port}")
        path = folder / "Caddyfile"
        path.write_text(f"{{\n admin off\n log {{\n level ERROR\n }}\n}}\n{text}")
        return ["caddy", "run", "--config", str(path), "--adapter", "caddyfile"]

    return configure


PROXIES: Mapping[str, tuple[Configure, str]] = {
    "nginx": (_nginx_host, "/"),
    "nginx sub-path": (_nginx_sub_path, "/hubs/"),
    "caddy": (_caddy("Caddyfile"), "/"),
    "caddy sub-path": (_caddy("Caddyfile.sub-path"), "/hubs/"),
}


class Links(HTMLParser):
    """The addresses that a page names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what would be followed or loaded."""
        names = {"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}
        value = dict(attrs).get(names.get(tag, ""))
        if value and dict(attrs).get("rel") != "canonical":
            self.found.append(value)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with a release of two hubs and all pages."""
    folder = tmp_path_factory.mktemp("proxies")
    checkout = lay_checkout(folder / "checkout")
    command = edihkg("build", SAMPLES, "--out", folder / "out")
    subprocess.run(command, env=environment(checkout), check=True, stdout=subprocess.DEVNULL)
    return folder / "out"


@pytest.fixture(scope="module")
def served(out: Path) -> Iterator[int]:
    """The port of a server that trusts proxies on this machine."""
    limits = {
        "EDIHKG_TRUSTED_PROXIES": "127.0.0.1",
        "EDIHKG_QUERY_DEADLINE_S": "2",
        "EDIHKG_RESULT_BYTES": "3000000",
        "EDIHKG_CLIENT_QUERIES": "1",
    }
    with serving(out, checkout=out.parent / "checkout", **limits) as port:
        yield port


@contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a proxy until the block ends."""
    home = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    home["XDG_CONFIG_HOME"] = str(folder)
    with subprocess.Popen(command, env=home) as process:
        try:
            while process.poll() is None:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            assert process.poll() is None
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module", params=PROXIES)
def base(
    request: pytest.FixtureRequest, served: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address at which visitors see the server, behind each proxy."""
    configure, path = PROXIES[request.param]
    folder, port = tmp_path_factory.mktemp("proxy"), _free_port()
    command = configure(port, served, folder)
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed here")
    with _running(command, port, folder):
        yield f"http://127.0.0.1:{port}{path}"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _crawl(base: str, leave_out: tuple[str, ...] = ()) -> dict[str, int]:
    """Follow links from the start page; give the status of each address that was asked for."""
    seen: dict[str, int] = {}
    open_pages = [base]
    with httpx.Client(follow_redirects=True, timeout=30) as client:
        while open_pages:
            page = client.get(open_pages.pop(0))
            for link in Links(page.text).found:
                url = urldefrag(urljoin(str(page.url), link)).url
                host = base.split("/", 3)[2]
                if f"//{host}/" not in url or url in seen or url.startswith(leave_out):
                    continue
                found = client.get(url)
                seen[url] = found.status_code if str(found.url).startswith(base) else 0
                if "html" in found.headers["content-type"] and len(seen) < PAGES:
                    open_pages.append(url)
    return seen


def _broken(seen: Mapping[str, int]) -> list[str]:
    """List what leads nowhere; a question that wants a parameter says so with 400."""
    return [f"{url}: {status}" for url, status in seen.items() if status not in (200, 400)]


@pytest.mark.slow
def test_every_link_works_behind_a_proxy(base: str) -> None:
    """Also below a path: a link to the root would leave the site."""
    seen = _crawl(base)
    assert len(seen) > PAGES
    assert _broken(seen) == []


@pytest.mark.slow
def test_things_lead_to_their_documents_behind_a_proxy(base: str) -> None:
    """The place that a 303 names is relative, and proxies leave it so."""
    for accept, ending in (("text/html", ".html"), ("text/turtle", ".ttl")):
        for thing in ("id/hub/alpha", "ns"):
            response = httpx.get(f"{base}{thing}", headers={"accept": accept})
            assert response.status_code == 303
            place = urljoin(f"{base}{thing}", response.headers["location"])
            assert place == f"{base}{thing}{ending}"
            assert httpx.get(place).headers["content-type"].startswith(accept)
    graph = httpx.get(f"{base}graph/hub/alpha", follow_redirects=True)
    assert (graph.status_code, str(graph.url).startswith(base)) == (200, True)


@pytest.mark.slow
def test_queries_work_behind_a_proxy(base: str) -> None:
    """By address, by form and as a body; numbers for operators stay inside."""
    query = "PREFIX e: <https://w3id.org/edihkg/ns#> SELECT (COUNT(?h) AS ?n) { ?h a e:Hub }"
    accept = {"accept": "text/csv"}
    for response in (
        httpx.get(f"{base}sparql", params={"query": query}, headers=accept),
        httpx.post(f"{base}sparql", data={"query": query}, headers=accept),
        httpx.post(
            f"{base}sparql",
            content=query,
            headers={**accept, "content-type": "application/sparql-query"},
        ),
    ):
        assert (response.status_code, response.text.split()) == (200, ["n", "2"])
    assert httpx.get(f"{base}metrics").status_code == 404
    long = httpx.post(f"{base}sparql", data={"query": query + " " * (1 << 20)})
    assert long.status_code == 413


def _ends_in_order(base: str) -> bool:
    """Tell whether the proxy is a Caddy before 2.8, which hides that an answer broke off."""
    if not httpx.get(base).headers.get("server", "").startswith("Caddy"):
        return False
    told = subprocess.run(["caddy", "version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"v?(\d+)\.(\d+)", told)
    return found is not None and (int(found[1]), int(found[2])) < (2, 8)


@pytest.mark.slow
def test_an_answer_that_breaks_off_is_seen_to_break_behind_a_proxy(base: str) -> None:
    """A proxy that ended it in order would make a part look like the whole."""
    if _ends_in_order(base):
        pytest.skip("this Caddy ends a broken answer in order, see docs/operating.md")
    address = f"{base}sparql"
    with httpx.stream("GET", address, params={"query": STREAM}, timeout=30) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            deque(response.iter_raw(), maxlen=0)


@pytest.mark.slow
def test_a_client_behind_a_proxy_cannot_choose_its_address(base: str) -> None:
    """What it writes into the header itself is replaced."""

    def ask(number: int) -> int:
        headers = {"x-forwarded-for": f"192.0.2.{number}"}
        params = {"query": ENDLESS}
        return httpx.get(f"{base}sparql", params=params, headers=headers, timeout=30).status_code

    with ThreadPoolExecutor(3) as threads:
        assert sorted(threads.map(ask, range(3))) == [429, 429, 503]


@pytest.mark.slow
def test_a_static_host_shows_all_pages_and_dumps(out: Path, tmp_path: Path) -> None:
    """A release needs no server for what does not ask questions."""
    port = _free_port()

    def inside(text: str) -> str:
        text = text.replace("/var/lib/edihkg/build", str(out))
        return text.replace("server_name", f"listen 127.0.0.1:{port};\n server_name")

    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed here")
    base = f"http://127.0.0.1:{port}/"
    with _running(_nginx("nginx-static.conf", tmp_path, inside), port, tmp_path):
        seen = _crawl(base, leave_out=(f"{base}sparql", f"{base}q/", f"{base}validate"))
        assert len(seen) > PAGES
        assert _broken(seen) == []
        twin = httpx.get(f"{base}id/hub/alpha.ttl")
        assert twin.headers["content-type"].startswith("text/turtle")
        assert httpx.get(f"{base}id/hub/alpha").headers["content-type"].startswith("text/html")
        assert httpx.get(f"{base}dumps/edihkg.nq.gz").status_code == 200
        assert httpx.get(f"{base}manifest.json").status_code == 404
