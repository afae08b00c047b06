"""Names in other scripts get the spelling that their people and the data use."""

import unicodedata

import pytest

from core.names import data
from core.names.text import clean

RUSSIAN = """Васильев vasilyev, Юрьев yuryev, Воробьёв vorobyov, Ильин ilyin, Достоевский dostoyevsky,
Хрущёв khrushchev, Щербаков shcherbakov, Сергеев sergeyev, Дмитриев dmitriev, Ельцин yeltsin,
Белый bely, Толстой tolstoy, Подъячев podyachev, Крупская krupskaya, Римский-Корсаков rimsky-korsakov,
Ивано́в ivanov, ИВАНОВ ivanov, Ивановъ ivanov, Гоголь gogol, Достоевскій dostoyevsky"""
UKRAINIAN = """Зеленський zelensky, Хмельницький khmelnytsky, Григор'єв hryhoryev,
Лук’янченко lukyanchenko, Заїка zaika, Їжак yizhak, Згурський zghursky, Ковальов kovalyov,
Бабій babiy, Ющенко yushchenko, Ґалаґан galagan"""
OTHER_CYRILLIC = """Лукашэнка lukashenka, Быкаў bykau, Янкоўскі yankouski, Първанов parvanov,
Јовановић jovanovic, Његош njegos, Ђорђевић dordevic, Ѓорѓиев gjorgjiev, Мојсоски mojsoski"""
GREEK = """Παπανδρέου papandreou, ΠΑΠΑΔΟΠΟΥΛΟΣ papadopoulos, Μπακογιάννης bakogiannis, Ντόκος dokos,
Γκίκας gikas, Αγγελόπουλος angelopoulos, Ευαγγέλου evangelou, Ευθυμίου efthymiou, Αυγερινός avgerinos,
Ξυδάς xydas, Ψαρράς psarras, Χατζής chatzis, Καραμπέτσος karampetsos, Μάυρος mayros, Μαύρος mavros,
Αϊδίνης aidinis, Παῦλος pavlos, Μαυρίδης mavridis, Αντωνίου antoniou"""
KOREAN = """이 lee, 박 park, 김 kim, 최 choi, 정 jung, 강 kang, 반 ban, 남궁 namgung, 선우 sunwoo,
서 seo, 김민준 kim minjun, 황보민정 hwangbo minjeong, 류 ryu"""
KANA = """さとう sato, おおた ota, おのでら onodera, よこお yokoo, いのうえ inoue, まつうら matsuura,
しょうじ shoji, じゅん jun, ゆうき yuki, りょうま ryoma, はっとり hattori, こまっちゃ komatcha,
なんば nanba, けんいち kenichi, ワタナベ watanabe, サトー sato, ﾔﾏﾀﾞ yamada, か゛とう gato, みすゞ misuzu,
ティーナ tina, シェリー sheri, ファン fan, つづき tsuzuki"""
CHINESE = (
    "王 wang, 曾 zeng, 单 shan, 單 shan, 欧阳 ouyang, 尉迟 yuchi, 田中 tianzhong, 佐々木 zuozuomu"
)
OTHERS = """Հարությունյան harutyunyan, Ոսկանյան voskanyan, Եղիազարյան yeghiazaryan, Գևորգյան gevorgyan,
კაპანაძე kapanadze, ჭავჭავაძე chavchavadze, शर्मा sharma, सिंह singh, गांधी gandhi, ಗೌಡ gauda"""
LATIN = """ﬁnch finch, ＫＩＭ kim, İnönü inonu, Kılıç kilic, Đặng dang, Łódź lodz, Müller muller,
ʻOkina okina, d‑Arc d-arc, Smirnеv smirnev"""


def pairs(*texts: str) -> list[tuple[str, str]]:
    found = [pair.strip().partition(" ") for text in texts for pair in text.split(",")]
    return [(own, latin) for own, _, latin in found]


@pytest.mark.parametrize(
    ("own", "latin"),
    pairs(RUSSIAN, UKRAINIAN, OTHER_CYRILLIC, GREEK, KOREAN, KANA, CHINESE, OTHERS, LATIN),
)
def test_a_name_in_its_own_script(own: str, latin: str) -> None:
    assert clean(own).letters == latin
    assert clean(unicodedata.normalize("NFD", own)).letters == latin, "as macOS writes it"


@pytest.mark.parametrize(
    ("own", "language"),
    [
        *((own, "Russian") for own, _ in pairs("Васильев a, Соловьёв a, Толстой a, Чехов a, Жуков a")),
        *((own, "Greek") for own, _ in pairs("Αντωνίου a, Γεωργίου a, Παπανδρέου a, Αγγελόπουλος a")),
        *((own, "Korean") for own, _ in pairs("이 a, 박 a, 김 a, 최 a, 정 a, 윤 a, 백 a, 허 a, 노 a")),
        *((own, "Japanese") for own, _ in pairs("さとう a, ｲﾉｳｴ a, おおた a, ハットリ a, たけのうち a")),
    ],
)  # fmt: skip
def test_the_spelling_is_one_that_the_data_have(own: str, language: str) -> None:
    assert language in data.load("surnames").languages_of.get(clean(own).letters, ())


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("田中", ["read as Mandarin", "kana or Latin letters"]),
        ("井ノ上", ["read as Mandarin"]),
        ("כהן", ["Hebrew", "do not write all vowels"]),
        ("محمد", ["Arabic", "do not write all vowels"]),
        ("ศรีสุข", ["Thai", "one by one"]),
    ],
)
def test_what_cannot_be_known_is_a_sentence(typed: str, words: list[str]) -> None:
    (sentence,) = clean(typed).caveats
    assert not [w for w in words if w not in sentence] and sentence.endswith(".")
    assert sentence in clean(typed).notes


@pytest.mark.parametrize("typed", ["Kowalski", "Васильев", "たなか", "이", "Müller", "Παπανδρέου"])
def test_what_is_known_has_no_caveat(typed: str) -> None:
    assert clean(typed).caveats == ()


def test_notes_say_what_was_changed_and_dropped() -> None:
    assert clean("Smith3").notes == ["Changed: 3 was dropped."]
    assert clean("Юрьев").notes == ["Changed: Юрьев → yuryev."]
    assert clean("Kowalski").notes == []


def test_signs_and_marks_within_other_scripts_do_not_break_a_name_up() -> None:
    assert clean("«Юрьев»").letters == "yuryev"
    assert clean("'Юрьев'").letters == "yuryev"
    assert clean("де Голль").letters == "de goll"
    assert clean("Юрьев😀").changes == ("Юрьев → yuryev", "😀 was dropped")
