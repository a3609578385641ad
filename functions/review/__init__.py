"""The reviewers' desk: a queue by deadline, one reviewer at a time, one decision."""
