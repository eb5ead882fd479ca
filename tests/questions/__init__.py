"""Tests of the published questions: what they answer on a small network and on the real one."""
