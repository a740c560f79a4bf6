"""Sealing: a decided round becomes one signed file that anybody can recompute, approved by two people."""
