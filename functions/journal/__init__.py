"""The holder's medical journal, open while a policy counts, and the policies themselves (group oms)."""
