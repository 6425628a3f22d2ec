"""Fills an embedded database from the tests' migrated one, which is quicker than migrating.

``python -m tests.config.copied_database BASE URL``
"""

import subprocess
import sys
from pathlib import Path

from config import embedded_postgres
from config.embedded_postgres.binaries import program
from config.embedded_postgres.layout import layout_of


def main() -> None:
    base, url = Path(sys.argv[1]), sys.argv[2]
    embedded_postgres.start(base)
    layout = layout_of(base)
    dump, psql = (str(program(name, layout)) for name in ("pg_dump", "psql"))
    dumping = subprocess.Popen([dump, "--no-owner", url], stdout=subprocess.PIPE)
    filling = [psql, "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction", layout.url()]
    subprocess.run(filling, stdin=dumping.stdout, stdout=subprocess.DEVNULL, check=True)
    assert dumping.wait() == 0


if __name__ == "__main__":
    main()
