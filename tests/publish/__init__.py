"""Tests of publishing to engines elsewhere, with a real Oxigraph server and a real Virtuoso."""
