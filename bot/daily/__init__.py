"""The daily tip: which one, when, and exactly once."""
