"""What stands in the topics: one versioned model a record, the same for writers, readers and schemas/."""
