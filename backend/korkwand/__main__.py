"""python -m korkwand"""

import sys

from korkwand.cli import main

sys.exit(main())
