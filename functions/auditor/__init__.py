"""The auditor of issued books: derives every version anew, and says what differs (iss-08, sec-04)."""
