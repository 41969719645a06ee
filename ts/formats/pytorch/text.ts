/**
 * Reading of text files, and symbols as indices.
 */
import { python } from "./python.js";

export const linesText = python`
def read_lines(path):
    """The lines of a file of text in UTF-8 that are not blank, with their numbers."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"cannot read {path}: {error}")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, line.removesuffix("\r")
`;

export const alphabetText = python`
class Alphabet:
    """The symbols of a model, and the index of each."""

    def __init__(self, symbols, unknown="error"):
        self.symbols = list(symbols)
        self.indices = {symbol: index for index, symbol in enumerate(self.symbols)}
        self.unknown = len(self.symbols) if unknown == "symbol" else None

    def encode(self, sequence, where):
        indices = [self.indices.get(symbol, self.unknown) for symbol in sequence]
        if None in indices:
            at = indices.index(None)
            fail(f"{where}: {sequence[at]!r} at {at} is no symbol of the model")
        return indices
`;

export const fingerprintText = python`
class Fingerprint:
    """The hash by which a checkpoint recognizes its data: two lanes of 32 bits."""

    def __init__(self):
        self.high, self.low = 0x6A09E667, 0x3C6EF372

    def add(self, integers):
        high, low = self.high, self.low
        for value in integers:
            high = ((high << 13 | high >> 19) ^ value) * 0x85EBCA6B & 0xFFFFFFFF
            low = ((low << 17 | low >> 15) ^ value) * 0x9E3779B1 & 0xFFFFFFFF
        self.high, self.low = high, low
        return self

    def add_texts(self, texts):
        self.add([len(texts)])
        for text in texts:
            units = memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")
            self.add(unit or -1 - i for i, unit in enumerate(units))
            self.add([-1 - len(units)])
        return self

    def digest(self):
        def mixed(a, b):
            bits = (a ^ a >> 16) * 0xC2B2AE35 ^ (b ^ b >> 13) * 0x27D4EB2F
            bits &= 0xFFFFFFFF
            bits = (bits ^ bits >> 15) * 0x165667B1 & 0xFFFFFFFF
            return f"{bits ^ bits >> 16:08x}"

        return mixed(self.high, self.low) + mixed(self.low, self.high ^ 0xFFFFFFFF)
`;
