"""The audit log read, exported, and sealed so that a change or a gap shows."""
