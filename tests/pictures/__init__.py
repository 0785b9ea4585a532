"""Pages as people see them: composed by the rules and the pager from invented facts, drawn for docs/pages.md."""
