"""Lists pups: python3 pups.py"""

from connect import connect

for pup in connect().pups.list()["pups"]:
    print(pup["name"], pup["state"], pup["version"], pup["id"], sep="\t")
