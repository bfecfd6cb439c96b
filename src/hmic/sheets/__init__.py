"""Spreadsheets that other people made: workbooks and CSV as they are kept, read and never run."""
