"""The desk: one act per file. A service authorises, writes and audits; it flushes and never commits."""
