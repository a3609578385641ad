"""What an issued book costs, beside other ways to make one, in one run (`make bench`)."""
