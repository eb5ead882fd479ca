"""Tests of the shapes and of the rules across hubs."""
