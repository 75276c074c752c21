"""Leaflets to print in tests and measurements: plain ones in each language, and the worst that people type."""

from dataclasses import replace

from peer_app.core.qr import modules, svg_file
from peer_app.leaflets.links import opened_link, printed_link, scanned_link
from peer_app.leaflets.print.text import Copy, LeafletText, Sheet

ORIGIN = "https://living-well.example.org"
CODE = "BCDF23"
LINK = scanned_link(ORIGIN, CODE)

PLAIN = LeafletText(
    lang="en-GB",
    direction="ltr",
    kind="Open event",
    title="Come and see",
    welcome="Everyone is welcome. No referral needed.",
    day=("Thursday", "12", "March"),
    date="Thursday 12 March",
    hours="10:00 to 12:30",
    place="Coffee Lovers Cafe",
    address="268 Wandsworth Rd\nLondon SW8 2JR",
    expect_heading="When you walk in",
    expect="Someone will say hello and make you a cup of tea.",
    scan="Scan with your phone’s camera, or type",
    ring="Or ring us:",
)
ARABIC = replace(
    PLAIN,
    lang="ar",
    direction="rtl",
    kind="لقاء مفتوح",
    title="تعالوا وانظروا",
    welcome="الجميع مرحب بهم. لا حاجة إلى إحالة.",
    day=("الخميس", "12", "مارس"),
    date="الخميس 12 مارس",
    hours="من 10:00 إلى 12:30",
    expect_heading="عندما تدخلون",
    expect="سيرحب بكم أحدنا ويعد لكم كوبًا من الشاي.",
    scan="امسحوا الرمز بكاميرا الهاتف، أو اكتبوا",
    ring="أو اتصلوا بنا:",
)
POLISH = replace(
    PLAIN, lang="pl", kind="Spotkanie otwarte", title="Przyjdź i zobacz", welcome="Zapraszamy wszystkich. Żółć.",
    day=("czwartek", "12", "marca"), date="czwartek, 12 marca", hours="10:00 do 12:30",
    expect_heading="Kiedy wejdziesz", expect="Ktoś się przywita i zrobi ci herbatę.",
    scan="Zeskanuj aparatem telefonu albo wpisz", ring="Albo zadzwoń:",
)  # fmt: skip
SPANISH = replace(
    PLAIN, lang="es", kind="Encuentro abierto", title="Ven a conocernos", welcome="Todo el mundo es bienvenido. ¿Y tú?",
    day=("jueves", "12", "marzo"), date="jueves 12 de marzo", hours="De 10:00 a 12:30", expect_heading="Al llegar",
    expect="Alguien te saludará y te hará un té. ¡Quédate!", scan="Escanea con la cámara o escribe", ring="O llama:",
)  # fmt: skip
PORTUGUESE = replace(
    PLAIN, lang="pt-PT", kind="Encontro aberto", title="Venha conhecer-nos", welcome="Todas as pessoas são bem-vindas.",
    day=("quinta-feira", "12", "março"), date="quinta-feira, 12 de março", hours="Das 10:00 às 12:30",
    expect_heading="Quando entrar", expect="Alguém lhe dirá olá e fará um chá.", scan="Aponte a câmara ou escreva",
    ring="Ou ligue:",
)  # fmt: skip
LANGUAGES = {"en": PLAIN, "pt": PORTUGUESE, "es": SPANISH, "pl": POLISH, "ar": ARABIC}

FIVE_LINES = "The Old Hall, First Floor\nBehind the Market\n123 Coldharbour Lane\nBrixton, Lambeth\nLondon SW9 8XX"
NINETY = "Coffee, cake and a conversation about what would make our street a good place to live, yes"
LONG = replace(PLAIN, title=NINETY, address=FIVE_LINES, expect="We talk and we eat. " * 40)
MIXED = replace(LONG, title="Breakfast ☕ مقهى صباحي для всех 👩‍👩‍👧 ❤️", place="Łódź, Việt Nam, বাংলা, ไทย")
MARKUP = replace(
    PLAIN,
    title='#read("/etc/passwd")',
    place="*bold* _x_ @ref $x$ <label>",
    address='#image("x")\n= heading\n- item // no',
    expect='"]}\\u{41} #sys.inputs',
)
WIDE = replace(PLAIN, title="W" * 120, place="w" * 200, address="a" * 500)
BARE = replace(PLAIN, day=None, date="", hours="", place="", address="", expect_heading="", expect="")
ODD = {"long": LONG, "mixed": MIXED, "markup": MARKUP, "wide": WIDE, "bare": BARE}


def copy_of(code: str, origin: str = ORIGIN) -> Copy:
    """One batch's link and code."""
    return Copy(printed_link(origin, code), opened_link(origin, code), svg_file(scanned_link(origin, code)))


def sheet(*words: LeafletText, codes: tuple[str, ...] = (CODE,), **facts: str) -> Sheet:
    """What is printed of these words (one or two languages) for batches with these codes."""
    usual = {"phone": "020 7946 0123", "opening_hours": "Mondays, 9 to 5", "organisation": "Living Well Network"}
    copies = tuple(copy_of(code) for code in codes)
    return Sheet(words=words, copies=copies, modules=modules(LINK), qr_alt="QR code that opens", **usual | facts)
