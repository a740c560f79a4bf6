"""Projects: the form, its files, the submission and its receipt."""
