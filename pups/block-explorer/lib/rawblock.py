"""Cuts a block as it goes over the network into its transactions.

Older nodes without an index of all transactions give one only as a part of its block. Sources:
developer.bitcoin.org (“Serialized Blocks”), BIP 144 (witnesses), en.bitcoin.it “Merged mining
specification” (what stands between header and transactions where miners mine two chains at once)."""

HEADER = 80
MERGE_MINED = 0x100


class Reader:
    """Reads forward; raises ValueError at the end."""

    def __init__(self, data):
        self.data = data
        self.at = 0

    def take(self, count):
        if count > len(self.data) - self.at:
            raise ValueError("the block ends early")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self):
        """A whole number of one to nine bytes (“CompactSize”)."""
        first = self.take(1)[0]
        size = {0xFD: 2, 0xFE: 4, 0xFF: 8}.get(first)
        return first if size is None else int.from_bytes(self.take(size), "little")

    def text(self):
        return self.take(self.number())


def skip_transaction(reader):
    reader.take(4)
    inputs = reader.number()
    witnesses = inputs == 0
    if witnesses:
        # Marker and flag; other flags than 1 are of other chains.
        if reader.take(1) != b"\x01":
            raise ValueError("a transaction of an unknown kind")
        inputs = reader.number()
    for _ in range(inputs):
        reader.take(36)
        reader.text()
        reader.take(4)
    for _ in range(reader.number()):
        reader.take(8)
        reader.text()
    if witnesses:
        for _ in range(inputs):
            for _ in range(reader.number()):
                reader.text()
    reader.take(4)


def skip_proof_of_the_other_chain(reader):
    skip_transaction(reader)
    reader.take(32)
    for _ in range(2):
        reader.take(32 * reader.number())
        reader.take(4)
    reader.take(HEADER)


def transaction(block, index):
    """Transaction `index` of a block, both in hexadecimal. Raises ValueError."""
    reader = Reader(bytes.fromhex(block))
    header = reader.take(HEADER)
    if int.from_bytes(header[:4], "little") & MERGE_MINED:
        skip_proof_of_the_other_chain(reader)
    if not 0 <= index < reader.number():
        raise ValueError("the block has fewer transactions")
    for _ in range(index):
        skip_transaction(reader)
    start = reader.at
    skip_transaction(reader)
    return reader.data[start : reader.at].hex()
