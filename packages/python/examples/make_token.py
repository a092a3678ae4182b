"""Logs in with the password on the standard input, makes a token that may look, and prints it:

python3 make_token.py http://box.local:8080 < password
"""

import sys

from dogebox import Dogebox, DogeboxError

url = sys.argv[1]
password = sys.stdin.read().rstrip("\r\n")
try:
    session = Dogebox(url).sessions.create({"password": password})
    box = Dogebox(url, token=session["token"])
    made = box.tokens.create({"name": "Example", "scopes": ["see"], "days": 30})
    # The session has done its work.
    box.sessions.remove("current")
    print(made["token"])
except DogeboxError as error:
    if error.code != "wrong-password":
        raise
    sys.exit(f"{error.message} {error.hint}")
