"""The register's text: read with positions, checked, turned into a `Register`. The only user of yaml.

Nothing is imported here: a load that changes nothing needs neither the reader nor the checks.
"""
