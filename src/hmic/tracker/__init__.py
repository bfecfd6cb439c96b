"""A force's own spreadsheet of findings → what each row would become. Nothing is guessed in silence."""
