"""Tests of foreign clients: they run the examples of docs/querying.md against our server."""
