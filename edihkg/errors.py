"""Every failure that edihkg raises on purpose, as one tree.

EdihkgError                 exit 3, what a caller may catch
├── UsageError              exit 2, an argument, path, name or setting that cannot be used
│   ├── SourceError         a file that is not what it should be (says file, line, remedy)
│   └── ParameterError      a question's parameter is unknown or has an impossible value
├── StoreError              a store or a remote endpoint failed
├── QueryError              a query could not be answered
│   ├── QuerySyntaxError    it is no SPARQL 1.1 query (says line and column)
│   ├── QueryRefused        it asks for what is never done (SERVICE, update)
│   ├── QueryTimeout        the deadline passed
│   ├── QueryTooLarge       the memory or result limit was reached
│   └── QueryBusy           no worker became free in time
├── ReleaseError            a release is missing, broken or would lose something
│   ├── LossError           exit 1, the build would drop hubs that are published now
│   └── ReleaseGone         a release was removed while somebody used it
└── ServeError              the server could not start (port in use …)

A bad *submission* is never an exception but a value: a report with findings.
Messages say what is wrong, where, and what to do about it, in one sentence or two.
"""


class EdihkgError(Exception):
    """Base of all errors that are reported to the user without a traceback."""

    exit_code = 3


class UsageError(EdihkgError):
    """The command was given something that it cannot use."""

    exit_code = 2


class SourceError(UsageError):
    """A source file cannot be read as the kind of file that it should be."""


class ParameterError(UsageError):
    """A question's parameter is unknown or its value is impossible."""


class StoreError(EdihkgError):
    """A store on disk or a remote endpoint failed."""


class QueryError(EdihkgError):
    """A query could not be answered."""


class QuerySyntaxError(QueryError):
    """The text is no SPARQL 1.1 query."""

    exit_code = 2


class QueryRefused(QueryError):
    """The query asks for something that is never done here."""

    exit_code = 2


class QueryTimeout(QueryError):
    """The deadline passed before the answer was complete."""


class QueryTooLarge(QueryError):
    """The query needed more memory, or gave a larger result, than is allowed."""


class QueryBusy(QueryError):
    """No worker became free in time; trying again later may help."""


class ReleaseError(EdihkgError):
    """A release is missing, broken, or must not be made."""


class LossError(ReleaseError):
    """The new release would lose hubs that the current one publishes."""

    exit_code = 1


class ReleaseGone(ReleaseError):
    """A release was removed while somebody used it."""


class ServeError(EdihkgError):
    """The server could not start."""
