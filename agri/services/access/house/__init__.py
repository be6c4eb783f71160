"""Sign-in by the house's own account: OpenID Connect, authorization code flow with PKCE."""
