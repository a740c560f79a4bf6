"""Score sheets: drafts, submissions, recusals."""
