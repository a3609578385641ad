"""DynamoDB and S3: one repository per aggregate, and the only place that knows keys."""
