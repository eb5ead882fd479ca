"""Tests of the server, with real worker processes and real HTTP on loopback."""
