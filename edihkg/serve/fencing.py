"""Compile the filter that keeps worker processes from the network, new programs and files.

libseccomp compiles it once in the server; the workers only hand it to the kernel, since loading
the library takes each of them longer than all else that it does before its first query.
"""

import tempfile
from functools import cache

REFUSED_CALLS = (
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4"),
    *("sendto", "sendmsg", "sendmmsg", "recvfrom", "recvmsg", "recvmmsg"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register"),
    *("execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "truncate"),
)
_PERMISSION_DENIED = 13


@cache
def compile_filter() -> bytes:
    """Compile the filter for this machine; empty where libseccomp is not installed."""
    try:
        import pyseccomp
    except (ImportError, RuntimeError, OSError):
        return b""
    calls = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    for name in REFUSED_CALLS:
        try:
            calls.add_rule(pyseccomp.ERRNO(_PERMISSION_DENIED), name)
        except (OSError, ValueError, RuntimeError):  # an older kernel does not know the call
            continue
    with tempfile.TemporaryFile() as file:
        calls.export_bpf(file)
        file.seek(0)
        return file.read()
