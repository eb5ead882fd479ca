"""Who we are to a remote engine. What is secret is never in a message, a log or an address."""

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from edihkg.errors import UsageError
from edihkg.settings import Settings

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user with a password, or a token; empty for an engine that asks for nothing."""

    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.user or self.token)


def read_credentials(settings: Settings) -> Credentials:
    """Take them from the settings, or from the file that these name.

    Raises: UsageError, which never quotes what it has read.
    """
    text = settings.endpoint_credentials
    if settings.endpoint_credentials_file:
        path = Path(settings.endpoint_credentials_file)
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"The credentials in '{path}' cannot be read.") from error
    text = text.strip()
    if not text:
        return Credentials()
    kind, _, token = text.partition(" ")
    if kind.lower() == "bearer" and token.strip():
        return Credentials(token=token.strip())
    user, colon, password = text.partition(":")
    if not colon or not user or "\n" in text:
        raise UsageError("Credentials are 'user:password' or 'Bearer token', on one line.")
    return Credentials(user, password)


class Asked(httpx.Auth):
    """Shows credentials only when asked, and as the engine asks: by digest, basic or token."""

    def __init__(self, credentials: Credentials) -> None:
        """Show these."""
        self._credentials = credentials
        self._chosen: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Send without credentials until the engine has asked once; called by the client."""
        if not self._credentials:
            yield request
        elif self._credentials.token:
            _check_cover(request.url)
            request.headers["authorization"] = f"Bearer {self._credentials.token}"
            yield request
        elif self._chosen is None:
            response = yield request
            if response.status_code == httpx.codes.UNAUTHORIZED:
                self._chosen = self._choose(request, response)
                yield from self._chosen.auth_flow(request)
        else:
            yield from self._chosen.auth_flow(request)

    def _choose(self, request: httpx.Request, response: httpx.Response) -> httpx.Auth:
        user, password = self._credentials.user, self._credentials.password
        if response.headers.get("www-authenticate", "").lower().startswith("digest"):
            return httpx.DigestAuth(user, password)
        _check_cover(request.url)
        return httpx.BasicAuth(user, password)


def _check_cover(url: httpx.URL) -> None:
    """Refuse to send a secret in the clear.

    Raises: UsageError.
    """
    if url.scheme != "https" and url.host not in _LOOPBACK:
        raise UsageError(
            f"{url.host} would get the credentials in the clear; use an https address."
        )
