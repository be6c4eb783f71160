"""Releases as documents, and documents as sheets, tables and printed forms. Pure: bytes in, bytes out."""
