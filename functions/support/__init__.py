"""What people ask of the support and say of clinics: tickets, calls, ratings (groups sup, cln)."""
