"""Describe a release as DCAT-AP 3 catalogue: datasets, their files, services. Pure but reading.

What is the same in every release stands in ``sparql/catalogue/*.ttl``; here it gets its
publisher, files, dates, versions and coverage. Identifiers begin with ``id_base`` and outlive a
move of the site; addresses of documents and files begin with where the site is served. There
are no blank nodes, so that the same release gives the same bytes.

Source: DCAT-AP 3.0.1 (SEMIC).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import quote

import pyoxigraph as ox

from edihkg import assets
from edihkg.catalogue import media
from edihkg.catalogue.words import ADMS, DCAT, DCT, FOAF, PROV, RDF, RDFS, SPDX, VCARD, XSD
from edihkg.graph import Lines, of_triples
from edihkg.release import DUMPS, FileEntry

OWN_PARTS = ("ontology", "lists", "reference")
"""Datasets made of the product's own files; they are named as their dumps."""
SERVICES = ("sparql", "feed", "questions")
NETWORK = "network"
_NETWORK_TABLES = ("hubs", "organisations", "facilities")
_PLACEHOLDER = "urn:x-edihkg:"
_DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who answers for the catalogue; nobody is named, only functions."""

    name: str
    url: str = ""
    email: str = ""
    """Address of a function; empty for none."""
    contact: str = ""
    """Page on which the publisher can be reached; empty means the site's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """A country that hubs are in."""

    country: str
    """IRI."""
    code: str
    """Two letters."""
    name: str
    hubs: int
    first: str
    """First date of what is recorded: YYYY, YYYY-MM or YYYY-MM-DD; empty if none is."""
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """When a dataset was first published and last changed."""

    issued: str
    """``2026-11-22T10:00:00Z``."""
    modified: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the catalogue says of one release."""

    id_base: str
    url: str
    """Where the site is served; ends in ``/``."""
    publisher: Publisher
    release: str
    """Id of the release."""
    as_of: str
    files: Sequence[FileEntry]
    """Files of the release; those below ``dumps/`` are distributions."""
    coverage: Sequence[Coverage]
    editions: Mapping[str, Edition]
    """By dataset; those without one are of this release."""
    notes: str = ""
    """What the release changed, in words."""
    earlier: Sequence[str] = field(default_factory=tuple)
    """Ids of the earlier releases that are still there, the newest first."""


def read_coverage(store: ox.Store) -> list[Coverage]:
    """Read the countries that hubs are in, by code."""
    query = (assets.folder("sparql") / "catalogue" / "coverage.rq").read_text(encoding="utf-8")
    rows = store.query(query)
    if not isinstance(rows, ox.QuerySolutions):
        raise TypeError("coverage.rq is no SELECT.")
    found = [
        Coverage(
            country=_text(row["country"]),
            code=_text(row["code"]),
            name=_text(row["name"]),
            hubs=int(_text(row["hubs"])),
            first=_text(row["first"]),
            last=_text(row["last"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.code)


def dataset_names(coverage: Iterable[Coverage]) -> list[str]:
    """Name the datasets of a release."""
    return [NETWORK, *OWN_PARTS, *(f"country-{each.code.lower()}" for each in coverage)]


def main_file(dataset: str) -> str:
    """Give the path of the file whose digest tells whether a dataset changed."""
    if dataset == NETWORK:
        return f"{DUMPS}/edihkg.nq"
    return f"{DUMPS}/{dataset.replace('country-', 'country/', 1)}.nq"


def describe(facts: Facts) -> Lines:
    """Write the whole catalogue as sorted lines."""
    return of_triples(_Writer(facts).write(), name="catalogue")


def owners(path: str) -> tuple[str, ...]:
    """Tell of which dataset a file of the release is a distribution; of none or of one."""
    folder, _, name = path.partition("/")
    if folder != DUMPS or media.kind_of(name) is None:
        return ()
    stem = name.partition(".")[0]
    if stem.startswith("country/"):
        return (stem.replace("country/", "country-", 1),)
    if stem == "edihkg" or stem in _NETWORK_TABLES:
        return (NETWORK,)
    if stem == "topics":
        return ("lists",)
    return (stem,) if stem in OWN_PARTS else ()


class _Writer:
    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._catalogue = ox.NamedNode(f"{facts.id_base}catalogue")
        self._moment = _literal(facts.as_of, XSD.dateTime)
        self._files: dict[str, list[FileEntry]] = defaultdict(list)
        for entry in facts.files:
            for name in owners(entry.path):
                self._files[name].append(entry)

    def write(self) -> Iterator[ox.Triple]:
        """Give every statement."""
        facts = self._facts
        yield from self._read("catalogue.ttl")
        yield from self._catalogue_itself()
        yield from self._publisher()
        for each in facts.coverage:
            yield from self._country(each)
        for name in dataset_names(facts.coverage):
            yield from self._dataset(name)
        for name in SERVICES:
            yield from self._read("service.ttl", each=name)
        yield from self._chain()

    def _catalogue_itself(self) -> Iterator[ox.Triple]:
        yield ox.Triple(self._catalogue, DCT.modified, self._moment)
        network = self._edition(NETWORK)
        yield ox.Triple(self._catalogue, DCT.issued, _literal(network.issued, XSD.dateTime))

    def _publisher(self) -> Iterator[ox.Triple]:
        publisher, url = self._facts.publisher, self._facts.url
        agent, contact = self._own("publisher"), self._own("contact")
        home = ox.NamedNode(publisher.url or url)
        yield ox.Triple(agent, RDF.type, FOAF.Agent)
        yield ox.Triple(agent, FOAF.name, ox.Literal(publisher.name))
        yield ox.Triple(agent, FOAF.homepage, home)
        yield ox.Triple(home, RDF.type, FOAF.Document)
        yield ox.Triple(contact, RDF.type, VCARD.Kind)
        yield ox.Triple(contact, RDF.type, VCARD.Organization)
        yield ox.Triple(
            contact, VCARD.fn, ox.Literal(f"{publisher.name}: questions about the data")
        )
        page = publisher.contact or f"{url}about.html#correct"
        yield ox.Triple(contact, VCARD.hasURL, ox.NamedNode(page))
        if publisher.email:
            yield ox.Triple(contact, VCARD.hasEmail, ox.NamedNode(f"mailto:{publisher.email}"))

    def _country(self, coverage: Coverage) -> Iterator[ox.Triple]:
        words = {
            "country": coverage.name,
            "code": coverage.code.lower(),
            "hubs": str(coverage.hubs),
        }
        name = f"country-{coverage.code.lower()}"
        yield from self._read("country.ttl", each=name, words=words)
        place = ox.NamedNode(coverage.country)
        yield ox.Triple(place, RDF.type, DCT.Location)
        yield ox.Triple(place, RDFS.label, ox.Literal(coverage.name, language="en"))
        for covering in (self._catalogue, self._own(NETWORK), self._own(name)):
            yield ox.Triple(covering, DCT.spatial, place)

    def _dataset(self, name: str) -> Iterator[ox.Triple]:
        """State what every dataset has, and its distributions."""
        yield from self._read("dataset.ttl", each=name)
        dataset, edition = self._own(name), self._edition(name)
        yield ox.Triple(dataset, DCT.identifier, ox.Literal(dataset.value))
        yield ox.Triple(dataset, DCT.issued, _literal(edition.issued, XSD.dateTime))
        yield ox.Triple(dataset, DCT.modified, _literal(edition.modified, XSD.dateTime))
        yield ox.Triple(dataset, DCAT.version, ox.Literal(edition.version))
        yield from self._period(name, dataset)
        build = self._own("build")
        yield ox.Triple(dataset, PROV.wasGeneratedBy, build)
        yield ox.Triple(build, RDF.type, PROV.Activity)
        yield ox.Triple(build, PROV.endedAtTime, self._moment)
        title = f"Build of release {self._facts.release}"
        yield ox.Triple(build, RDFS.label, ox.Literal(title, language="en"))
        for entry in self._files[name]:
            yield from self._distribution(name, dataset, entry, edition)

    def _period(self, name: str, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
        """State the time that the recorded statuses cover."""
        covering = [
            each
            for each in self._facts.coverage
            if name in (NETWORK, f"country-{each.code.lower()}") and each.first
        ]
        if not covering:
            return
        period = self._own(f"{name}-period")
        first, last = min(c.first for c in covering), max(c.last for c in covering)
        yield ox.Triple(dataset, DCT.temporal, period)
        yield ox.Triple(period, RDF.type, DCT.PeriodOfTime)
        yield ox.Triple(period, DCAT.startDate, _date(first))
        yield ox.Triple(period, DCAT.endDate, _date(last))

    def _distribution(
        self, name: str, dataset: ox.NamedNode, entry: FileEntry, edition: Edition
    ) -> Iterator[ox.Triple]:
        file, kind = entry.path.removeprefix(f"{DUMPS}/"), media.kind_of(entry.path)
        if kind is None:
            return
        packed = file.endswith(".gz")
        node = self._own(f"{name}-{quote(file.rpartition('/')[2])}")
        title = f"{file.rpartition('/')[2]} ({kind.name}{', compressed' if packed else ''})"
        media_type = ox.NamedNode(media.media_type_of(file))
        file_type = ox.NamedNode(media.FILE_TYPE + kind.code)
        licence = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"
        yield ox.Triple(dataset, DCAT.distribution, node)
        yield ox.Triple(node, RDF.type, DCAT.Distribution)
        yield ox.Triple(node, DCT.title, ox.Literal(title, language="en"))
        yield ox.Triple(node, DCAT.accessURL, ox.NamedNode(f"{self._facts.url}data.html"))
        address = f"{self._facts.url}{DUMPS}/{quote(file)}"
        yield ox.Triple(node, DCAT.downloadURL, ox.NamedNode(address))
        yield ox.Triple(node, DCT.license, ox.NamedNode(licence))
        yield ox.Triple(node, DCT.issued, _literal(edition.issued, XSD.dateTime))
        yield ox.Triple(node, DCT.modified, _literal(edition.modified, XSD.dateTime))
        yield ox.Triple(node, DCAT.mediaType, media_type)
        yield ox.Triple(media_type, RDF.type, DCT.MediaType)
        yield ox.Triple(node, DCT.format, file_type)
        yield ox.Triple(file_type, RDF.type, DCT.MediaTypeOrExtent)
        yield ox.Triple(
            node, DCAT.byteSize, _literal(str(entry.size_bytes), XSD.nonNegativeInteger)
        )
        if packed:
            yield ox.Triple(node, DCAT.compressFormat, ox.NamedNode(media.GZIP))
            yield ox.Triple(ox.NamedNode(media.GZIP), RDF.type, DCT.MediaType)
        yield from _checksum(node, entry)

    def _chain(self) -> Iterator[ox.Triple]:
        """Lead from the network's version to the ones before, as far as they are still there."""
        network = self._own(NETWORK)
        chain = [self._facts.release, *self._facts.earlier]
        nodes = [ox.NamedNode(f"{self._facts.url}release/{each}/manifest.json") for each in chain]
        if self._facts.notes:
            notes = ox.Literal(self._facts.notes, language="en")
            yield ox.Triple(network, ADMS.versionNotes, notes)
        for release, node in zip(chain, nodes, strict=True):
            yield ox.Triple(node, RDF.type, PROV.Entity)
            yield ox.Triple(node, DCT.identifier, ox.Literal(release))
            yield ox.Triple(node, DCT.isVersionOf, network)
        for node, before in pairwise(nodes):
            yield ox.Triple(node, DCAT.previousVersion, before)
            yield ox.Triple(node, PROV.wasRevisionOf, before)
        if len(nodes) > 1:
            yield ox.Triple(network, DCAT.previousVersion, nodes[1])

    def _edition(self, name: str) -> Edition:
        facts = self._facts
        own = Edition(issued=facts.as_of, modified=facts.as_of, version=facts.release)
        return facts.editions.get(name, own)

    def _own(self, name: str) -> ox.NamedNode:
        return ox.NamedNode(f"{self._facts.id_base}catalogue#{name}")

    def _read(
        self, name: str, *, each: str = "", words: Mapping[str, str] | None = None
    ) -> Iterator[ox.Triple]:
        """Read one of the product's descriptions and put in what it leaves open."""
        text = (assets.folder("sparql") / "catalogue" / name).read_text(encoding="utf-8")
        for placeholder, word in (words or {}).items():
            text = text.replace(f"{{{placeholder}}}", word.replace("\\", "").replace('"', "'"))
        quads = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=self._facts.url)
        for quad in quads:
            subject, value = self._put(quad.subject, each), self._put(quad.object, each)
            yield ox.Triple(subject, quad.predicate, value)  # type: ignore[arg-type]

    def _put(self, term: object, each: str) -> object:
        if not isinstance(term, ox.NamedNode) or not term.value.startswith(_PLACEHOLDER):
            return term
        name = term.value.removeprefix(_PLACEHOLDER)
        return (
            self._catalogue if name == "catalogue" else self._own(each if name == "each" else name)
        )


def _checksum(node: ox.NamedNode, entry: FileEntry) -> Iterator[ox.Triple]:
    checksum = ox.NamedNode(f"{node.value}.sha256")
    yield ox.Triple(node, SPDX.checksum, checksum)
    yield ox.Triple(checksum, RDF.type, SPDX.Checksum)
    yield ox.Triple(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield ox.Triple(SPDX.checksumAlgorithm_sha256, RDF.type, SPDX.ChecksumAlgorithm)
    yield ox.Triple(checksum, SPDX.checksumValue, _literal(entry.sha256, XSD.hexBinary))


def _date(text: str) -> ox.Literal:
    return _literal(text, getattr(XSD, _DATE_TYPES.get(len(text), "string")))


def _literal(text: str, datatype: ox.NamedNode) -> ox.Literal:
    return ox.Literal(text, datatype=datatype)


def _text(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else ""
