"""Follows the log of a pup: python3 follow_log.py PUP [HOW-MANY]"""

import sys

from connect import connect, pup_named

box = connect()
left = int(sys.argv[2]) if len(sys.argv) > 2 else -1
for line in box.pups.follow_log(pup_named(box, sys.argv[1]), tail=10):
    print(line["at"], line["service"] + ":", line["text"], flush=True)
    left -= 1
    if left == 0:
        break
