"""Certificates of awarded projects and signed score sheets: on paper, and confirmed by a code on a public page."""
