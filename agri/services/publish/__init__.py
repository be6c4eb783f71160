"""Releases, verification and the audit trail."""
