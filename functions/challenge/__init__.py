"""The user pool asks whether a sign-in may have its tokens."""
