"""Tests of the ontology as a published artefact."""
