"""The front door: register, sign in, come back, and keep the own account."""

from functions.account.routes import app, own, public

__all__ = ["app", "own", "public"]
