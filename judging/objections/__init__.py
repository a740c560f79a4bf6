"""Objections to published results: real name, evidence, one works the case, another decides; then the final list."""
