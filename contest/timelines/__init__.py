"""Everything that happened to a project, in one list, and what comes next."""
