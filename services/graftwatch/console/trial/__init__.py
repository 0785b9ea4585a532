"""The safety committee's page: whether the trial should stop, what was known on a day, the report."""
