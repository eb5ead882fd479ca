"""Tests of the published questions over HTTP."""

import csv
import io
from pathlib import Path

import pytest

from edihkg.settings import Settings
from tests.serve.releases import build_release
from tests.serve.servers import Served, serve


def test_a_question_comes_as_csv(served: Served) -> None:
    """Spreadsheets fetch a table by its address."""
    response = served.client.get("/q/regions-without-edih-seat.csv", params={"country": "FI"})
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "regions-without-edih-seat.csv" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["code"] for row in rows] == ["FI1C"]


def test_defaults_are_used_where_nothing_is_given(served: Served) -> None:
    """The bare address gives an example."""
    given = served.client.get("/q/regions-without-edih-seat.csv?country=fi")
    assert served.client.get("/q/regions-without-edih-seat.csv").content == given.content


@pytest.mark.parametrize(
    ("ending", "content_type"),
    [
        ("json", "application/sparql-results+json"),
        ("xml", "application/sparql-results+xml"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
    ],
)
def test_a_question_comes_in_each_format(served: Served, ending: str, content_type: str) -> None:
    """The ending decides, so that links work."""
    response = served.client.get(f"/q/hubs.{ending}", headers={"accept": "text/html"})
    assert (response.status_code, response.headers["content-type"]) == (200, content_type)
    assert "example.org/north" in response.text


def test_answers_have_tags_by_value(served: Served) -> None:
    """One cache entry for each value of a parameter."""
    finland = served.client.get("/q/hubs.csv?country=fi").headers["etag"]
    assert served.client.get("/q/hubs.csv?country=se").headers["etag"] != finland
    again = served.client.get("/q/hubs.csv?country=FI", headers={"if-none-match": finland})
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("hubs.csv?land=fi", "it has country"),
        ("hubs.csv?country=zz", "there are fi, se"),
        ("hubs.csv?country=fi&country=se", "once"),
        ("hubs.csv?country=%ff", "UTF-8"),
        ("organisations-in-several-hubs.csv?atLeast=many", "least number of hubs"),
        ("hubs-by-technology-with-facility.csv?technology=X%3E%7D", "for example ROBOTICS"),
        ("hubs-by-technology-with-facility.csv?technology=ROBOTIC", "did you mean ROBOTICS?"),
    ],
)
def test_a_wrong_parameter_is_the_clients_mistake(served: Served, address: str, told: str) -> None:
    """The answer names what is allowed."""
    response = served.client.get(f"/q/{address}")
    assert (response.status_code, response.json()["code"]) == (400, "parameter")
    assert told in response.json()["detail"]


@pytest.mark.parametrize("address", ["nothing.csv", "hubs.pdf", "hubs.csv.gz", "../hubs.csv"])
def test_what_is_not_published_is_not_found(served: Served, address: str) -> None:
    """The answer names what there is."""
    assert served.client.get(f"/q/{address}").status_code == 404


def test_a_question_without_ending_leads_to_one(served: Served) -> None:
    """Programs may leave the format to Accept."""
    response = served.client.get("/q/hubs?country=fi", headers={"accept": "application/json"})
    assert (response.status_code, response.headers["location"]) == (303, "hubs.json?country=fi")
    assert served.client.get("/q/hubs").headers["location"] == "hubs.csv"
    assert served.client.get("/q/hubs", headers={"accept": "image/png"}).status_code == 406


def test_the_questions_are_listed(served: Served) -> None:
    """Programs learn titles, parameters and columns."""
    listed = {entry["name"]: entry for entry in served.client.get("/q/").json()}
    entry = listed["hubs-by-technology-with-facility"]
    assert [parameter["name"] for parameter in entry["parameters"]] == ["technology", "country"]
    assert served.client.get("/q/" + entry["answers"]["csv"]).status_code == 200


def test_the_list_is_found_under_every_name_of_its_file(tmp_path: Path) -> None:
    """A plain file server over the site answers these, and links in the world name them."""
    files = {"site/q/index.html": b"<!doctype html>list", "site/q/index.de.html": b"Liste"}
    release = build_release(tmp_path, quads=[], files=files)
    with serve(release, Settings(workers=1)) as server:
        for address in ("/q/", "/q/index.html"):
            response = server.client.get(address, headers={"accept": "text/html"})
            assert (response.status_code, response.content) == (200, files["site/q/index.html"])
        assert server.client.get("/q/index.de.html").content == b"Liste"
        assert server.client.get("/q/no-such.html").status_code == 404
