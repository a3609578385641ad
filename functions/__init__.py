"""One folder = one duty = one Lambda function; none imports another."""
