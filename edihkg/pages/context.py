"""What the pages need to know about the release beside its store. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from edihkg.pages.languages import Speaker, speak
from edihkg.pages.tiles import Outline


@dataclass(frozen=True, slots=True)
class KeptOut:
    """A submission that is not part of the release."""

    name: str
    """Path of the file inside the collection, for example ``hr/x.ttl``."""
    hub: str
    """Name of the hub, or its IRI where no name could be read."""
    message: str
    """Why it was kept out, in one or two sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Departed:
    """A hub that is not published any more."""

    hub: str
    """IRI."""
    label: str
    since: str = ""
    """Day, month or year; empty when its file does not say."""
    reason: str = ""
    successor: str = ""
    """IRI of the hub that it became; empty for none."""
    stated: bool = True
    """Its own file says that it has left; else nobody does, and it is only no longer here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteContext:
    """The release that a site is built for."""

    release_id: str
    """Name of the release; stands on the home, about and data pages only."""
    as_of: datetime
    """Moment of the release."""
    id_base: str
    """Our IRIs begin with this; ends in ``/``."""
    public_url: str = ""
    """Where the site is served; empty when unknown, then no absolute link is written."""
    kept_out: tuple[KeptOut, ...] = ()
    """Submissions that are not part of the release."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Counts of the release by name, as in its manifest."""
    findings: Mapping[str, int] = field(default_factory=dict)
    """Number of findings of the validation by defect code."""
    departed: tuple[Departed, ...] = ()
    """Hubs that have left; their addresses stay."""
    contact: str = ""
    """Web address at which the operator can be reached; empty when none is stated."""
    contact_email: str = ""
    """Address of a function; empty when none is stated."""
    publisher: str = "edihkg contributors"
    """Name of the publisher."""
    hub_findings: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Number of findings by defect code for the IRI of each hub that has any."""

    @property
    def site(self) -> str:
        """Where the site is found by all: its public address, else where our IRIs lead."""
        return self.public_url or self.id_base

    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Shapes of regions on the maps of all regions, by code; empty for tiles."""
    languages: tuple[str, ...] = ("en",)
    """Languages of the pages; each further one adds as many pages again."""
    speak: Speaker = field(default=speak, repr=False)
    """Reads the words of a language."""
