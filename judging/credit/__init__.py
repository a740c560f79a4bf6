"""A judge's record of responsibility and credibility, computed from what happened (policy 003, point 十四)."""
