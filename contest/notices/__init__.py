"""Notices: what people are told, in the application, by letter and by text, each event once."""
