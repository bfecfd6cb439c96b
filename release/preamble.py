"""What the single file runs before hmic: an older Python gets a sentence in place of a traceback."""

import sys

if sys.version_info < (3, 11):
    sys.exit("hmic needs Python 3.11 or newer; this is " + sys.version.split()[0])
