"""The open event's words in the other languages, so that one sees how it looks."""

OPEN_EVENT = {
    "pt": {
        "welcome": "Toda a gente. Não precisa de encaminhamento. Traga alguém consigo, se quiser.",
        "expect": (
            "Alguém diz olá e faz-lhe um chá. Pode sentar-se e ouvir, ou perguntar o que quiser. "
            "Estão lá pessoas que fazem grupos aqui perto, e pode conhecê-las.\n"
            "Ninguém pergunta porque veio. Fique cinco minutos ou a manhã toda."
        ),
    },
    "es": {
        "welcome": "Todo el mundo. No hace falta que nadie te derive. Trae a alguien, si quieres.",
        "expect": (
            "Alguien te saluda y te prepara un té. Puedes sentarte y escuchar, o preguntar lo que quieras. "
            "Habrá personas que llevan grupos aquí cerca, y puedes conocerlas.\n"
            "Nadie te preguntará por qué viniste. Quédate cinco minutos o toda la mañana."
        ),
    },
    "pl": {
        "welcome": "Każdy. Bez skierowania. Zabierz kogoś, jeśli chcesz.",
        "expect": (
            "Ktoś się przywita i zrobi ci herbatę. Możesz usiąść i słuchać albo pytać, o co chcesz. "
            "Będą ludzie, którzy prowadzą grupy w pobliżu, i możesz ich poznać.\n"
            "Nikt nie zapyta, dlaczego przychodzisz. Zostań pięć minut albo cały ranek."
        ),
    },
    "ar": {
        "welcome": "الجميع. لا حاجة إلى إحالة. أحضر صديقاً إن شئت.",
        "expect": (
            "يرحّب بك شخص ويعدّ لك الشاي. يمكنك أن تجلس وتستمع، أو تسأل عن أي شيء. "
            "سيكون هناك من ينظّمون مجموعات قريبة، ويمكنك أن تتعرف إليهم.\n"
            "لن يسألك أحد لماذا جئت. ابقَ خمس دقائق أو الصباح كله."
        ),
    },
}
