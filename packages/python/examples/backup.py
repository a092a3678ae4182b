"""Backs the data of a pup up into a tar file: python3 backup.py PUP FILE.tar

Stop the pup first where its files must fit together.
"""

import sys

from connect import connect, pup_named

box = connect()
_, name, file = sys.argv
with box.files.archive(pup_named(box, name)) as archive, open(file, "wb") as out:
    for piece in archive:
        out.write(piece)
print("Backed up to", file)
