"""Every read that a report needs, by name; one module for each sort, so that a command loads its own."""
