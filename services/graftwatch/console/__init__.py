"""Web pages and the JSON API over the pipeline's ports."""
