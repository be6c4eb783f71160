"""The outside contract over HTTP: dependencies, problems, routes. No SQL and no desk rule lives here."""
