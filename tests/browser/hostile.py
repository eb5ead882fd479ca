"""Hubs with hostile text in every property that a submission may have.

The properties are those of the shapes, so that a new one is attacked without being listed here.
Each attack has a hub of its own with one member of each class, tied to it as in a submission, and
one value for each property.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from edihkg.pages.vocabulary import read_vocabulary

BASE = "https://w3id.org/edihkg/id"
EDIH = "https://w3id.org/edihkg/ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
NAME = f"{SKOS}prefLabel"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LONG = 100_000
ATTACKS: Mapping[str, ox.Literal | ox.NamedNode] = {
    "script": ox.Literal("\"'></title></script><script>window.broken=1</script>{{ 7*7 }}"),
    "image": ox.Literal("<img src=x onerror=window.broken=1><svg/onload=window.broken=1>"),
    "words": ox.Literal("javascript:window.broken=1"),
    "link": ox.NamedNode("javascript:window.broken=1"),
    "page": ox.NamedNode("data:text/html,%3Cscript%3Ewindow.broken=1%3C/script%3E"),
    "turned": ox.Literal("evil\N{RIGHT-TO-LEFT OVERRIDE}txt.exe\N{RIGHT-TO-LEFT ISOLATE}"),
    "right": ox.Literal(
        "مركز الابتكار \N{WOMAN}\N{ZERO WIDTH JOINER}\N{MICROSCOPE}", language="ar"
    ),
    "long": ox.Literal("W" * _LONG),
}
"""What is written into every property, by the name of the attack."""
M8G = "http://data.europa.eu/m8g/"
HUB = f"{EDIH}Hub"
TIES: Mapping[str, tuple[str, str]] = {
    f"{EDIH}Collaboration": (HUB, f"{EDIH}collaboratesIn"),
    f"{EDIH}CatalogueEntry": (HUB, f"{EDIH}isRecordedIn"),
    f"{EDIH}CustomerFeedback": (HUB, f"{EDIH}hasCustomerFeedback"),
    f"{EDIH}Designation": (HUB, f"{EDIH}hasDesignation"),
    f"{EDIH}Expertise": (HUB, f"{EDIH}hasExpertise"),
    f"{EDIH}Facility": (HUB, f"{EDIH}hasFacility"),
    f"{EDIH}EnvironmentalAssessment": (f"{EDIH}Facility", f"{EDIH}hasEnvironmentalAssessment"),
    "http://www.w3.org/ns/org#FormalOrganization": (HUB, f"{EDIH}isRunBy"),
    f"{EDIH}Grant": (HUB, f"{EDIH}isFundedBy"),
    f"{EDIH}Contribution": (f"{EDIH}Grant", f"{EDIH}hasContribution"),
    f"{EDIH}HubService": (HUB, f"{EDIH}offersService"),
    f"{M8G}Channel": (f"{EDIH}HubService", f"{M8G}hasChannel"),
    f"{M8G}Cost": (f"{EDIH}HubService", f"{M8G}hasCost"),
    f"{EDIH}IndicatorValue": (HUB, f"{EDIH}hasIndicatorValue"),
    f"{EDIH}MaturityResult": (HUB, f"{EDIH}hasMaturityResult"),
    f"{EDIH}Partnership": (HUB, f"{EDIH}hasPartnership"),
    f"{EDIH}SelectionResult": (HUB, f"{EDIH}hasSelectionResult"),
    f"{EDIH}ServiceArea": (HUB, f"{EDIH}hasServiceArea"),
    f"{EDIH}Specialisation": (HUB, f"{EDIH}hasSpecialisation"),
    f"{EDIH}StatusRecord": (HUB, f"{EDIH}hasStatusRecord"),
    f"{EDIH}SuccessStory": (HUB, f"{EDIH}hasSuccessStory"),
}
"""From which class, and by which property, a submission leads to a member of a class."""
DERIVED: Mapping[str, str] = {
    f"{EDIH}country": "http://publications.europa.eu/resource/authority/country/MLT",
    f"{EDIH}isLocatedIn": "http://data.europa.eu/nuts/code/MT00",
    f"{EDIH}hasSeatIn": "http://data.europa.eu/nuts/code/MT00",
    f"{EDIH}latestRecordedStatus": "https://w3id.org/edihkg/concept/hub-status/DIH",
}
"""What brings the hubs onto the pages of a country, a region and a list."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property that a submission may state of a member of a class."""

    of: str
    """IRI of the class."""
    iri: str


def properties() -> set[Property]:
    """Give every property that the shapes know for what a submission describes."""
    return {
        Property(row["class"], row["path"])
        for row in read_vocabulary().constraints
        if row["part"] in ("core", "profile") and row["path"]
    }


def write(folder: Path) -> Path:
    """Write the hubs of all attacks; give the file."""
    path = folder / "attacks.nt"
    triples = (triple for name in ATTACKS for triple in attack(name))
    ox.serialize(triples, path, format=ox.RdfFormat.N_TRIPLES)
    return path


def attack(name: str) -> Iterator[ox.Triple]:
    """Describe the hub of one attack and all its parts."""
    value = ATTACKS[name]
    for each in sorted(properties(), key=lambda each: (each.of, each.iri)):
        subject = node(each.of, name)
        yield ox.Triple(subject, _TYPE, ox.NamedNode(each.of))
        yield ox.Triple(subject, ox.NamedNode(each.iri), _fitting(each.iri, value))
    yield from _ties(name)


def _fitting(iri: str, value: ox.Literal | ox.NamedNode) -> ox.Literal | ox.NamedNode:
    """Give the value; of the long one all but names get the beginning."""
    if isinstance(value, ox.Literal) and len(value.value) == _LONG and iri != NAME:
        return ox.Literal(value.value[:500])
    return value


def node(of: str, name: str) -> ox.NamedNode:
    """Name the member of a class in one attack; those with pages as publication names them."""
    kind = of.replace("#", "/").rpartition("/")[2]
    places = {"Hub": "hub", "FormalOrganization": "organisation"}
    places |= {"Facility": "facility", "Grant": "grant"}
    if kind in places:
        return ox.NamedNode(f"{BASE}/{places[kind]}/attack-{name}")
    return ox.NamedNode(f"{BASE}/hub/attack-{name}#{kind}")


def _ties(name: str) -> Iterator[ox.Triple]:
    """Tie the parts to the hub, as in a submission and as publication derives it."""
    hub = node(HUB, name)
    for of, (start, way) in TIES.items():
        yield ox.Triple(node(start, name), ox.NamedNode(way), node(of, name))
    organisation = node("FormalOrganization", name)
    member = ox.NamedNode("http://www.w3.org/ns/org#member")
    yield ox.Triple(node("Partnership", name), member, organisation)
    yield ox.Triple(organisation, ox.NamedNode(f"{EDIH}isPartnerIn"), hub)
    yield ox.Triple(node("Facility", name), ox.NamedNode(f"{EDIH}isFacilityOf"), hub)
    for way, value in DERIVED.items():
        yield ox.Triple(hub, ox.NamedNode(way), ox.NamedNode(value))
