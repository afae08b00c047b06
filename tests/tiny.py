"""A data set that takes milliseconds: three languages with letters of their own, 36 names."""

NAMES = {
    "Alphan": "aba abba alba baba balab laba labala alaba balba allaba bab lalab",
    "Omegan": "opo poto otop topo popot totop otopo topop opoto potop pop tot",
    "Zetish": "zez zeke keze ekez zekek kezez ezeke kekez zezek ekeze kek zekez",
}
FILES = {f"{name}.txt": words.replace(" ", "\n").encode() for name, words in NAMES.items()}
