"""Profiles, retrieval, ranking and introductions. Builds on contest, never on judging."""
