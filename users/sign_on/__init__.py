"""Staff signing in with an account of their trust, by OpenID Connect (ADR 16)."""
