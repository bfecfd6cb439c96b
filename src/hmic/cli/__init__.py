"""The command line: options in, a report or a message out. The only user of typer."""
