"""One file a subject; a route names its input and its actor, calls one service, returns a public shape."""
