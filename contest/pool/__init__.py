"""海聚英才创投联盟项目库, the alliance's project pool: what is open for matching, and the doors into it (000 §六.4)."""
