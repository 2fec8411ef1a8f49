"""Benchmarks: programs to run by hand. None of them is a timed test."""
