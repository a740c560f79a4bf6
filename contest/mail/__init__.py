"""Letters: rendered in the recipient's language, kept in an outbox, sent by a job."""
