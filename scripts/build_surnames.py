"""Build data/surnames/<Language>.txt, the surnames that learners train a character RNN on.

For maintainers; the app only reads the lists. Two packages hold the sources:

* name2nat 0.5.1 (Apache-2.0): a million names of people in Wikipedia, each with a nationality;
* Faker 40.63.0 (MIT): lists of common surnames by country.

    python scripts/build_surnames.py                    # pip downloads the two packages
    python scripts/build_surnames.py --packages DIR     # their wheels lie in DIR already

The same packages give the same bytes. data/README.md tells the rules and the known flaws.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import pickle
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from zlib import crc32

NAME2NAT = "name2nat-0.5.1-py3-none-any.whl"
FAKER = "faker-40.63.0-py3-none-any.whl"
SHA256 = {
    NAME2NAT: "cf6c45de61accfeb1d80c9ae86efd42fcf40cac481da5ab04d8a66dd7195fe94",
    FAKER: "36627c20b575b4138f54b6c21f8703e9ab122fd487aca11319beec2aa6ca7232",
}

CAP = 1000  # surnames a language: the most frequent ones
CLEAR = 0.5  # a surname is a language's own with this share of its (weighted) bearers
SHARED = 0.35  # it stands in two languages when each has this share ...
SHARED_BEARERS = 20  # ... and this many bearers
SURE = 0.6  # the share where only a Faker list, and no bearer, speaks for the surname
SMALL = 20_000  # people; a smaller nation weighs as if it had so many: see build()
LISTED = 2  # bearers that a place on a Faker list is worth, where Wikipedia has the nation


@dataclass(frozen=True)
class Language:
    """How one language's surnames are found."""

    nations: str = ""  # name2nat's nationalities; empty when only Faker has the language
    faker: str = ""  # Faker's locales
    family_first: bool = False  # Chinese order: the surname leads
    particles: str = ""  # words that belong to the surname when they stand before it
    given: float = 3.0  # the most uses as a given name, per use as a surname, of a surname kept
    least: int = 2  # bearers a surname needs
    listed: int = LISTED  # bearers that a place on its Faker list is worth
    form: str = ""  # a pattern the whole surname must match


SYLLABLE = (
    r"([BCDFGHJ-NP-TV-Z][bcdfghjklmnpqrstvwxz]{0,2}[aeiouyü]+|[AEIOUY][aeiouyü]*)"
    r"h?(n|ng|k|l|m|p|t|w|r|rk)?|Ng"
)
COMPOUND = "Ouyang|Sima|Zhuge|Shangguan|Huangfu|Murong|Situ|Gongsun|Duanmu|Linghu|Dongfang|Xiahou"
ALONE = 15  # bearers: a surname on a national list of the commonest is no rare one
LANGUAGES = {
    "Arabic": Language(
        "Egyptian Saudi Iraqi Lebanese Syrian Jordanian Kuwaiti Qatari Emirati Palestinian Yemeni "
        "Libyan Omani Bahraini Algerian Moroccan Tunisian Sudanese",
        "fr_DZ",
        particles="Al El al el Abu Abou Abd Abdel Abdul Ben Aït Ait",
        given=0.2,
        form=r"(?!.*\b(Din|Deen|Saud)$).*",
    ),
    "Armenian": Language("Armenian", form=r".*[yi]an(ts)?", least=1),
    "Chinese": Language(
        "Chinese Taiwanese", "zh_CN zh_TW", family_first=True, form=f"{SYLLABLE}|{COMPOUND}"
    ),
    "Croatian": Language("", "hr_HR", listed=ALONE),
    "Czech": Language("Czech", "cs_CZ", form=r"(?!.*(ić|sz|cz)).*"),
    "Dutch": Language(
        "Dutch", "nl_NL", particles="van de der den ter ten te 't het", form="[^äöü]*"
    ),
    "English": Language("English British Welsh", "en_GB", form=r"(?!Mc|Mac|O'|Fitz).*", least=4),
    "Finnish": Language("", "fi_FI", listed=ALONE),
    "French": Language(
        "French", "fr_FR fr_CA", particles="Le La Du Des", least=3, form=r"[^kKwW]*"
    ),
    "German": Language("German Austrian", "de_DE de_AT", least=4, form=r"[A-Za-zÄÖÜäöüß]*"),
    "Greek": Language("Greek", form=r"[A-Za-z]+([aio]|ou|[aeiou]s)"),
    "Hungarian": Language("Hungarian", "hu_HU"),
    "Irish": Language("Irish", "en_IE", particles="Ó Mac Mc Ní Nic Uí", least=3),
    "Italian": Language(
        "Italian", "it_IT", particles="De Di Del Della Dal Dalla Lo La Li Degli Dall'", least=3
    ),
    "Japanese": Language("Japanese", "ja_JP", least=3, given=0.5),
    "Korean": Language("Korean", family_first=True, least=3, given=0.5, form=SYLLABLE),
    "Lithuanian": Language("Lithuanian", "lt_LT", least=1, form=r".*([aiuy]s|ė)"),
    "Norwegian": Language("Norwegian", "no_NO"),
    "Persian": Language("Iranian", given=0.2, form="(?!Al-)[A-Za-z]*"),
    "Polish": Language(
        "", "pl_PL", listed=2 * ALONE, form=r"(?!.*(ck|mann|sch|tt|th|ü|ö|ue|ke$)).*"
    ),
    "Portuguese": Language("Portuguese Brazilian", "pt_PT pt_BR", least=4, form=r"[^kKwW]*"),
    "Romanian": Language("Romanian", "ro_RO", form=r"(?!.*(sz|cs|gy|ő|ö|ü|y$))(?!Sz|Cs|Gy).*"),
    "Russian": Language("Russian", least=3, form=r"(?!.*(yan|dze|iani|eli)$).*"),
    "Spanish": Language(
        "Argentine Mexican Chilean Colombian Uruguayan Cuban Venezuelan Dominican Peruvian "
        "Paraguayan Ecuadorian Bolivian Guatemalan Salvadoran Honduran Panamanian Nicaraguan",
        "es_ES es_MX es_CL es_CO es_AR",
        particles="de la las los del De La Del",
        given=1.0,
        least=3,
    ),
    "Swedish": Language("", "sv_SE", listed=2 * ALONE),  # 500 names of ten million people
    "Ukrainian": Language("Ukrainian", form=r"(?!.*([oe]va?|ina?|man|dze|ich)$).*"),
    "Vietnamese": Language("Vietnamese", "vi_VN", family_first=True, given=2.0),
}
RIVAL_LISTS = {  # they only vie with the lists above
    "Turkish": Language(faker="tr_TR", listed=ALONE),
    "Danish": Language(faker="da_DK", listed=ALONE),
    "Slovene": Language(faker="sl_SI", listed=ALONE),
}


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


# Nations of several tongues, or of another nation's, or too few: their people tell nothing.
MIXED = vocabulary(
    "American Canadian Australian Belgian Israeli Singaporean Malaysian Filipino Jamaican Barbadian "
    "Bahamian Bermudian Guyanese Haitian Liberian Angolan Mozambican Mauritian Moldovan Cypriot "
    "Andorran Gibraltarian Manx Faroese Belizean Grenadian Surinamese Aruban Namibian Catalan Basque "
    "Breton Maltese Sammarinese Finn Pole Dane Turk Serb Croat Slovene"
)
TITLES = vocabulary(
    "Sir Dame Lord Lady Prince Princess King Queen Emperor Empress Consort Duke Duchess Count "
    "Countess Baron Baroness Sheikh Sheik Shaikh Saint St. Pope Dr. DJ MC Rabbi Imam Sultan Bishop "
    "Archbishop Father Sister Mother Brother Mr. Mrs. Miss Madame Madam Crown Grand Patriarch "
    "Archduke Archduchess Infanta Infante Margrave Elector Imperial"
)
SUFFIXES = vocabulary(
    "Jr. Jr Sr. Sr Snr Junior Júnior Filho Neto Sobrinho Pasha Bey Paşa Efendi Effendi"
)
# What the rules let through and a reader would not: epithets, nicknames, parts of names (Din of
# Nur al-Din, Zadeh of Hassan Zadeh), surnames of immigrants whose home has no list here.
EXCLUDED = {
    "Arabic": "Africanus Allah Billah Eddine Eldin Saud Garang Akech Mayen Hamba Pallache Messas",
    "Persian": "Asl Pour Zadeh Nejad Fard Rabbi Agassi Cartio Panzvan Cherkes Rumlu Ustajlu Panah",
    "Greek": "Prelević Apostolius Ponticus Pappos Kydones Kfoury Antetokounmpo",
    "Hungarian": "Capa Corvinus Csjef Sofer Siti Sidon",
    "Portuguese": "Alemão Baiano Gaúcho Carioca Capixaba Goiano Paulista Mineiro Pitbull Magrão "
    "Ratinho Batata Pato Maravilha Mancha Recife Paraná Paraíba Negrão Boas Santo Embaló Djaló "
    "Dabó Cassamá Camará Leirner Sperafico Igel Safra Mattar Matarazzo Fittipaldi Gracie Byington "
    "Caymmi Mangabeira Uva",
    "Swedish": "Hanna Hussein Issa Khalil Saleh Jafari Tran Gashi Mohamud Abdi Abbas Farah",
    "German": "Yilmaz Nowak",
    "French": "Picasso Sitruk Mendy Gomis Traore Ahamada Badiane Boli Malonga Naouri Chemla Fitoussi "
    "Lellouche Ephrussi Cerfberr Schützenberger",
    "Irish": "Midi Fanu Touche Rossa Briain Conchobair Abrahamson Molins Solomons",
    "Dutch": "Zulfiqar Esajas Martha Martina Dresden Cijntje Tjong Pattinama",
    "Russian": "Bagration Furuhjelm Nobel Benois Hambourg Rzewuski Mons Conus Kugel Figner",
    "Ukrainian": "Gilels Günzburg Oistrakh Kilasonia Korponai Ermolinskij Kahana Chmerkovskiy",
    "Korean": "Buyeo",
    "Vietnamese": "Binh Bà Bảo Bửu Buu Cẩm Lệ My Mỹ Năm Que Quế Thich Thích Thuy Viet Văn Ái Đông "
    "Anh Duy Giang Hien Hiền Huong Hương Huy Huyen Huyền Khanh Khánh Linh Minh Ngan Ngân Ngoc Ngọc "
    "Nhu Như Phuong Phương Quang Thanh Thành Xuan Xuân",
}


class PlainUnpickler(pickle.Unpickler):
    """Reads plain containers and strings only: a pickle may otherwise run any code."""

    def find_class(self, module: str, name: str) -> object:
        raise pickle.UnpicklingError(f"the pickle asks for {module}.{name}")


def read_people(packages: Path) -> list[tuple[str, str]]:
    """(name, nationality) of name2nat's people who have one nationality only."""
    with zipfile.ZipFile(packages / NAME2NAT).open("name2nat/name2nats.pkl") as file:
        people = PlainUnpickler(file).load()
    return [(unicodedata.normalize("NFC", k), v[0]) for k, v in people.items() if len(v) == 1]


def read_list(packages: Path, locale: str) -> dict[str, int]:
    """Surnames of a Faker locale, each with the length of the list it stands on.

    The lists are read from the source without running it.
    """
    path = f"faker/providers/person/{locale}/__init__.py"
    source = zipfile.ZipFile(packages / FAKER).read(path).decode()
    found: dict[str, int] = {}
    for node in ast.walk(ast.parse(source)):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and re.search("last_(.*_)?names", target.id):
            constants = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant)]
            texts = [n.title() if n.isupper() else n for n in constants if isinstance(n, str)]
            for n in texts:
                n = unicodedata.normalize("NFC", n)
                found[n] = min(len(texts), found.get(n, len(texts)))
    return found


def fold(name: str) -> str:
    """A spelling without marks, to compare Hernández with Hernandez."""
    bare = unicodedata.normalize("NFKD", name).translate(str.maketrans("łŁøØđĐı", "lLoOdDi"))
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


def words(name: str) -> list[str]:
    """A title's words without disambiguator, peerage, suffix and initials; or [] if it is no plain name."""
    name = re.sub(r" \(.*|,.*", "", name).replace("’", "'")
    parts = [w for w in name.split() if not re.fullmatch(r"(\w\.-?)+|\w", w) or w in "ÓO"]
    while parts and parts[-1] in SUFFIXES:
        parts.pop()
    odd = any(re.search(r"\d", w) or (w.isupper() and len(w) > 1) for w in parts)
    if len(parts) < 2 or odd or parts[0] in TITLES or "of" in parts or "the" in parts:
        return []
    return parts


def surname(parts: list[str], at: int, language: Language) -> str:
    """The surname at index `at`, with its particles; '' if the words before it speak against one."""
    name, particles = parts[at], language.particles.split()
    if at == 0:
        return name
    start = at
    while start > 1 and parts[start - 1] in particles:
        start -= 1
    portuguese = "Portuguese" in language.nations
    if parts[start - 1].islower() and not portuguese:
        return ""
    return " ".join(parts[start : at + 1])


def regular(name: str) -> bool:
    """Whether a surname is spelled with Latin letters, spaces, apostrophes and an Arabic article."""
    shape = r"([a-z']+ )*([A-ZÓ]\w* )*([AE]l-|[DOL]')?[^\W\d_]{2,}('[^\W\d_]+)?"
    latin = all(ord(c) < 0x250 or 0x1E00 <= ord(c) < 0x1F00 for c in name)
    return bool(re.fullmatch(shape, name)) and latin and len(name) <= 20


def count(people: list[list[str]], language: Language) -> tuple[Counter[str], Counter[str]]:
    """(bearers of each surname, bearers of each given name) in people."""
    lead, trail = (Counter(p[i] for p in people) for i in (0, -1))
    surnames, given = Counter[str](), Counter[str]()
    usual, other = (0, -1) if language.family_first else (-1, 0)
    if language.family_first:
        lead, trail = trail, lead
    eastern = language.family_first or language.nations in ("Hungarian", "Japanese")
    for parts in people:
        at, rest = usual, other
        # Wikipedia writes some people's names the other way round: what is often a surname
        # elsewhere and seldom a given name is the surname here, too.
        a, b = parts[at], parts[rest]
        if eastern and trail[a] < lead[a] and trail[b] > 2 * lead[b]:
            at, rest = rest, at
        given[parts[rest]] += 1
        name = surname(parts, at % len(parts), language)
        if language.nations == "Romanian":  # cedillas are old computers' way to write commas
            name = name.translate(str.maketrans("şŞţŢ", "șȘțȚ"))
        if re.match("[ae]l[- ]", name):
            name = name[0].upper() + name[1:]
        if regular(name):
            surnames[name] += 1
    return surnames, given


def build(packages: Path) -> dict[str, list[str]]:
    """Each language's surnames, sorted."""
    group = {n: name for name, lang in LANGUAGES.items() for n in lang.nations.split()}
    people: dict[str, list[list[str]]] = defaultdict(list)
    western: Counter[str] = Counter()  # given names of Americans
    for name, nation in read_people(packages):
        if parts := words(name):
            western[parts[0]] += nation == "American"
            if nation not in MIXED:
                people[group.get(nation, nation)].append(parts)
    rules = LANGUAGES | RIVAL_LISTS
    counts = {g: count(people[g], rules.get(g, Language(g))) for g in sorted({*people, *rules})}
    listed: dict[str, dict[str, int]] = {}
    for name, language in rules.items():
        bearers, given = counts[name]
        found: dict[str, int] = {}
        for locale in language.faker.split():
            found |= read_list(packages, locale)
        if name == "Vietnamese":  # passports and emigrants write them without marks
            plain = [
                n for n, c in bearers.items() if c >= max(language.least, given[n] / language.given)
            ]
            found |= {fold(n).title(): len(plain) for n in plain}
        listed[name] = {n: size for n, size in found.items() if regular(n)}
        bearers.update(dict.fromkeys(sorted(listed[name]), language.listed))
    # A bearer weighs 1 / sqrt(people): between bare numbers, by which England's emigrants
    # outnumber the Irish at home, and rates, by which three immigrants make a name Vietnamese.
    weight: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))  # by group
    for g in counts:
        for n, c in counts[g][0].items():
            # A bare spelling vies with all (Hernandez with Hernández), a marked one with its like.
            for spelling in {n, fold(n)}:
                weight[spelling][g] += c / sqrt(max(len(people[g]), SMALL))
    kept = {}
    for name, language in LANGUAGES.items():
        bearers, given = counts[name]
        excluded = EXCLUDED.get(name, "").split()
        good = []
        for n, c in bearers.items():
            vying = weight[fold(n) if fold(n) == n.lower() else n]
            share = vying[name] / sum(vying.values())
            need = SHARED if c >= SHARED_BEARERS else CLEAR
            need = need if language.nations else SURE
            person = " " not in n and n not in listed[name] and given[n] > language.given * c
            person |= language.family_first and western[n] > c
            fits = re.fullmatch(language.form or ".*", n) and n not in excluded
            if c >= language.least and share > need and fits and not person:
                good.append((-c, listed[name].get(n, 0), crc32(n.encode()), n))
        kept[name] = sorted(n for *_, n in sorted(good)[:CAP])
    return kept


def main() -> None:
    """Check the packages and write the lists."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--packages", type=Path, help="folder that holds the two wheels")
    default = Path(__file__).resolve().parents[1] / "data" / "surnames"
    parser.add_argument("--out", type=Path, default=default, help="folder to write the lists to")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        packages = args.packages or Path(temporary)
        if args.packages is None:
            command = [sys.executable, "-m", "pip", "download", "--no-deps", "-d", temporary]
            subprocess.run([*command, "name2nat==0.5.1", "Faker==40.63.0"], check=True)
        for wheel, digest in SHA256.items():
            if hashlib.sha256((packages / wheel).read_bytes()).hexdigest() != digest:
                sys.exit(f"{wheel}: not the package these lists are made from")
        lists = build(packages)
    args.out.mkdir(parents=True, exist_ok=True)
    for language, names in lists.items():
        text = "".join(f"{n}\n" for n in names)
        (args.out / f"{language}.txt").write_text(text, encoding="utf-8", newline="\n")
        print(f"{language:12} {len(names):5}")


if __name__ == "__main__":
    main()
