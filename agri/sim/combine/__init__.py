"""Pure: the engine's year ends put together with those of simple rules, as believed as they were right."""
