"""Short messages to telephones and WeChat: kept in an outbox, sent by a job through a transport of one's choice."""
