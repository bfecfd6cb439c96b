"""What a real spreadsheet makes of our files: make test-boards."""
