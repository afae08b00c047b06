"""How names in other scripts are read: python -m benchmarks.scripts_of_names [--run ID] [--wrong]

Trains the quick preset of names, or takes a run, and asks it each name twice: as written in its own
script, and in the Latin spelling under which it is best known. Prints, a row a script, how often both
got the same answer, and how often they would if each letter were spelled by itself.
"""

import argparse
import sys
from pathlib import Path

import torch
from torch import nn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from core import problems
from core.names.text import clean, encode
from core.runs import listing, predict
from core.statistics.intervals import wilson

# Surnames of well-known people, in their own script and as newspapers and encyclopaedias write them.
NAMES = {
    "Russian": """
        Пушкин Pushkin  Толстой Tolstoy  Достоевский Dostoevsky  Чехов Chekhov  Тургенев Turgenev
        Гоголь Gogol  Лермонтов Lermontov  Горький Gorky  Булгаков Bulgakov  Пастернак Pasternak
        Ахматова Akhmatova  Цветаева Tsvetaeva  Есенин Yesenin  Маяковский Mayakovsky  Набоков Nabokov
        Солженицын Solzhenitsyn  Чайковский Tchaikovsky  Мусоргский Mussorgsky  Рахманинов Rachmaninoff
        Прокофьев Prokofiev  Шостакович Shostakovich  Стравинский Stravinsky  Бородин Borodin
        Менделеев Mendeleev  Павлов Pavlov  Лобачевский Lobachevsky  Колмогоров Kolmogorov
        Ляпунов Lyapunov  Ландау Landau  Капица Kapitsa  Сахаров Sakharov  Королёв Korolev
        Гагарин Gagarin  Терешкова Tereshkova  Леонов Leonov  Хрущёв Khrushchev  Брежнев Brezhnev
        Горбачёв Gorbachev  Ельцин Yeltsin  Медведев Medvedev  Каспаров Kasparov  Карпов Karpov
        Спасский Spassky  Шарапова Sharapova  Кузнецова Kuznetsova  Юрьев Yuryev  Воробьёв Vorobyov
        Соловьёв Solovyov  Григорьев Grigoryev  Афанасьев Afanasyev  Ильин Ilyin  Репин Repin
        Шишкин Shishkin  Айвазовский Aivazovsky  Врубель Vrubel  Эйзенштейн Eisenstein
        Тарковский Tarkovsky  Щербаков Shcherbakov  Жуков Zhukov  Кутузов Kutuzov""",
    "Ukrainian": """
        Шевченко Shevchenko  Франко Franko  Лисенко Lysenko  Хмельницький Khmelnytsky
        Зеленський Zelensky  Порошенко Poroshenko  Ющенко Yushchenko  Кравчук Kravchuk  Кличко Klitschko
        Сковорода Skovoroda  Грушевський Hrushevsky  Довженко Dovzhenko  Коцюбинський Kotsiubynsky
        Костенко Kostenko  Гончаренко Honcharenko  Бондаренко Bondarenko  Коваленко Kovalenko
        Ткаченко Tkachenko  Кравченко Kravchenko  Олійник Oliynyk  Савчук Savchuk""",
    "Other Cyrillic": """
        Ђоковић Djokovic  Николић Nikolic  Јовановић Jovanovic  Петровић Petrovic  Андрић Andric
        Милошевић Milosevic  Живковић Zivkovic  Шарић Saric  Лукашэнка Lukashenka  Быкаў Bykau
        Караткевіч Karatkevich  Янкоўскі Yankouski  Първанов Parvanov  Вазов Vazov  Ботев Botev
        Стоичков Stoichkov  Бербатов Berbatov  Георгиев Georgiev""",
    "Greek": """
        Παπανδρέου Papandreou  Παπαδόπουλος Papadopoulos  Καραμανλής Karamanlis  Μητσοτάκης Mitsotakis
        Τσίπρας Tsipras  Βενιζέλος Venizelos  Καζαντζάκης Kazantzakis  Θεοδωράκης Theodorakis
        Χατζιδάκις Hatzidakis  Σεφέρης Seferis  Ελύτης Elytis  Καβάφης Cavafy  Αγγελόπουλος Angelopoulos
        Βαγγέλης Vangelis  Μπακογιάννη Bakoyanni  Οικονόμου Oikonomou  Γεωργίου Georgiou
        Αντωνίου Antoniou  Ιωάννου Ioannou  Βασιλείου Vasiliou  Κωνσταντίνου Konstantinou
        Δημητρίου Dimitriou  Αντετοκούνμπο Antetokounmpo  Μπουζούκης Bouzoukis  Ντόκος Dokos
        Γκίκας Gikas  Ευθυμίου Efthymiou  Ευαγγέλου Evangelou  Σαμαράς Samaras  Τσιτσιπάς Tsitsipas""",
    "Korean": """
        김 Kim  이 Lee  박 Park  최 Choi  정 Jung  강 Kang  조 Cho  윤 Yoon  장 Jang  임 Lim  한 Han  오 Oh
        서 Seo  신 Shin  권 Kwon  황 Hwang  안 Ahn  송 Song  류 Ryu  전 Jeon  홍 Hong  고 Ko  문 Moon
        손 Son  양 Yang  배 Bae  백 Baek  허 Heo  남 Nam  심 Shim  노 Roh  하 Ha  곽 Kwak  성 Sung  차 Cha
        주 Joo  구 Koo  반 Ban  봉 Bong""",
    "Japanese kana": """
        さとう Sato  すずき Suzuki  たかはし Takahashi  たなか Tanaka  いとう Ito  わたなべ Watanabe
        やまもと Yamamoto  なかむら Nakamura  こばやし Kobayashi  かとう Kato  よしだ Yoshida  やまだ Yamada
        ささき Sasaki  まつもと Matsumoto  いのうえ Inoue  きむら Kimura  はやし Hayashi  さいとう Saito
        しみず Shimizu  やまぐち Yamaguchi  もり Mori  あべ Abe  いけだ Ikeda  はしもと Hashimoto
        いしかわ Ishikawa  おがわ Ogawa  おかだ Okada  ごとう Goto  はせがわ Hasegawa  むらかみ Murakami
        こんどう Kondo  いしい Ishii  えんどう Endo  あおき Aoki  さかもと Sakamoto  ふじい Fujii
        ﾎﾝﾀﾞ Honda  トヨダ Toyoda  マツダ Matsuda  ﾎｯﾀ Hotta  ミヤザキ Miyazaki  くろさわ Kurosawa
        おおえ Oe  かわばた Kawabata  みしま Mishima  まつうら Matsuura  しょうじ Shoji  おおたに Otani
        はっとり Hattori  なんば Nanba""",
    "Chinese": """
        王 Wang  李 Li  张 Zhang  刘 Liu  陈 Chen  杨 Yang  赵 Zhao  黄 Huang  周 Zhou  吴 Wu  徐 Xu  孙 Sun
        胡 Hu  朱 Zhu  高 Gao  林 Lin  何 He  郭 Guo  马 Ma  罗 Luo  梁 Liang  宋 Song  郑 Zheng  谢 Xie
        韩 Han  唐 Tang  冯 Feng  曾 Zeng  单 Shan  欧阳 Ouyang  司马 Sima  上官 Shangguan  翟 Zhai""",
    "Armenian": """
        Սարգսյան Sargsyan  Հարությունյան Harutyunyan  Խաչատրյան Khachatryan  Պետրոսյան Petrosyan
        Փաշինյան Pashinyan  Արոնյան Aronian  Ղազարյան Ghazaryan  Հովհաննիսյան Hovhannisyan
        Ոսկանյան Voskanyan  Չարենց Charents  Գևորգյան Gevorgyan  Եղիազարյան Yeghiazaryan
        Թումանյան Tumanyan  Մխիթարյան Mkhitaryan""",
    "Marks and widths": """
        Dvořák Dvorak  Łukaszewicz Lukaszewicz  Wałęsa Walesa  Müller Muller  Strauß Strauss
        Nguyễn Nguyen  Trần Tran  Ōhashi Ohashi  Gonçalves Goncalves  Núñez Nunez  Ångström Angstrom
        Bjørnson Bjornson  Čapek Capek  Škvorecký Skvorecky  Şahin Sahin  Ｋｉｍ Kim  Ceaușescu Ceausescu
        Eőry Eory  Žukauskas Zukauskas  Þórsson Thorsson  O’Brien O'Brien""",
}  # fmt: skip


def network_and_classes(run_id: str | None) -> tuple[nn.Module, tuple[str, ...]]:
    """The quick preset, trained now, or that of a run."""
    if run_id is None:
        trainer = problems.trainer(problems.preset("names", "quick").config)
        for _ in trainer:
            pass
        return trainer.network.cpu(), trainer.task.classes
    run = listing.latest("names") if run_id == "latest" else listing.find(run_id)
    return predict.network_of(run), predict.classes(run)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--run", metavar="ID", help="a trained run of names, or latest")
    parser.add_argument("--wrong", action="store_true", help="print the names that differ")
    args = parser.parse_args()
    torch.set_num_threads(1)
    network, classes = network_and_classes(args.run)

    def answer(letters: str) -> str:
        with torch.no_grad():
            logits = network(torch.from_numpy(encode(letters))[None], torch.tensor([len(letters)]))
        return classes[int(logits[0].argmax())]

    def row(name: str, same: list[bool], by_letter: list[bool]) -> None:
        n, good = len(same), sum(same)
        low, high = wilson(good, n)
        print(
            f"{name:18} {n:4}  {good / n:6.1%} ({low:.0%} to {high:.0%})  {sum(by_letter) / n:6.1%}"
        )

    print(f"{'names':18} {'n':>4}  same answer (95 %)      letter by letter")
    all_same, all_by_letter = [], []
    for script, text in NAMES.items():
        same, by_letter = [], []
        for own, latin in zip(text.split()[::2], text.split()[1::2], strict=True):
            wanted = answer(clean(latin).letters)
            letters = clean(own).letters
            same.append(answer(letters) == wanted)
            by_letter.append(answer(clean(own, by_letter=True).letters) == wanted)
            if args.wrong and not same[-1]:
                print(f"  {own} {letters}: {answer(letters)}; {latin}: {wanted}")
        row(script, same, by_letter)
        all_same += same
        all_by_letter += by_letter
    row("all", all_same, all_by_letter)


if __name__ == "__main__":
    main()
