"""Tests of releases on disk."""
