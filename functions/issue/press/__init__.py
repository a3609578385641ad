"""The press: text, tables and pictures on pages become an archive copy, ready to be signed.

A page is written by us, operator by operator, in type that `local/foundry.py` has cast
(docs/decisions/0014).
"""
