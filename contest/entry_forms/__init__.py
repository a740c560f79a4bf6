"""The entry form of a season: sections and fields as data, edited by the office, kept version by version."""
