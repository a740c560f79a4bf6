"""Settings, database, clock, access, audit, storage, jobs. Knows no feature and no request."""
