"""Tests mirror the package: one module of tests a module."""
