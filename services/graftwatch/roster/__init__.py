"""Who is enrolled: recipients, identifiers by assigning authority, post-operative days, matching."""
