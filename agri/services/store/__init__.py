"""The database itself: engine, migrations, backup, clock, canonical bytes, caches."""
