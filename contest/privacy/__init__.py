"""One's own data: see them, take them along, have them erased; and the end of retention periods."""
