"""Pure: simple rules that say where a year will end, from one snapshot; no engine knows of them."""
