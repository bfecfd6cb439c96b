"""Faults put in on purpose: killed runs, many writers, full disks, damaged files."""
