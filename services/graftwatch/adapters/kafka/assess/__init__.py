"""What assess needs of the cluster: the entries, the lead, the records of what it concludes, what became of pages."""
