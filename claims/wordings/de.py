"""German. See the package for how a wording is written; the ß is written as ss."""

NUMBERS = (
    "ein eine einem einer einen zwei drei vier fünf sechs sieben acht neun zehn elf zwölf vierzehn fünfzehn zwanzig "
    "dreissig vierzig fünfzig sechzig siebzig achtzig neunzig hundert paar wenige wenigen einige einigen mehrere halbe"
)

TURNS = (
    "nicht kein keine keinen keinem keiner keines nie niemals nichts niemand weder noch ohne alle allen aller alles "
    "immer stets jede jeden jedem jeder jedes nur muss müssen darf dürfen kann können könnte könnten soll sollen sollte"
)

WORDINGS = {
    "body": """
        steiger*|erhöh*|stimulier*|förder*|aktivier*|beschleunig*|verbesser*|stärk*|regt|anreg* … kollagen*|elastin*|
            keratin*|durchblutung|zellen|zellerneuerung|haarwuchs|wachstum|hautbarriere|barriere|elastizität|
            immunsystem|wundheilung|feuchtigkeit*|hautbild|hautton|spannkraft|lymphfluss|stoffwechsel
        kollagen*|elastin*|durchblutung|zellerneuerung|haarwuchs|wundheilung|barriere … steiger*|gesteigert|erhöht|
            stimulier*|förder*|gefördert|aktivier*|angeregt|anregt|verbesser*|gestärkt
        verringer*|reduzier*|hemm*|senk*|brems*|verlangsam*|minder* … talg*|melanin*|pigment*|entzündung*|rötung*|
            schwellung*|haarausfall|hautalterung|alterung|haarbruch
        entgift*|entschlack*|detox*
        dringt|dringen … tief*|hautschichten|unterhaut
        spendet|spenden … feuchtigkeit
        strafft|straffen|festigt|festigen|polstert|liftet … haut|konturen|wangen|gesicht|hals|falten|lider
        beruhigt|lindert|lindern … haut|rötung*|ekzem*|juckreiz|rosacea|entzündung*|reizung*
    """,
    "heals": """
        heilt|heilen|geheilt|kuriert|heilend*
        behandelt … akne|ekzem*|rosacea|schuppen*|psoriasis|neurodermitis|haarausfall|narben
        repariert|reparieren|regeneriert|regenerieren|verjüngt|verjüngen|erneuert|revitalisier* … haut|haar*|zelle*|
            schäden|barriere|gesicht|spitzen|nägel|teint
        verjüngt|verjüngen
        beugt|beugen … vor
        verhinder*|vorbeugt|vorbeugen … falten|akne|pickel*|hautalterung|alterung|haarausfall|schäden|krebs
        schützt|schützen … vor … sonne|uv|schmutz|umwelt*|schäden|alterung|sonnenbrand|licht|kälte
        bekämpft|bekämpfen … akne|falten|bakterien|pickel*|schuppen|unreinheiten|cellulite|alterung
        tötet|abtötet … bakterien|keime|pilze
        macht … rückgängig
        stellt … wieder her
    """,
    "removes": """
        entfernt|mildert|glättet|glätten|beseitigt|lässt|verblass*|löst|mindert|reduzier*|verkleiner* … falten|
            fältchen|narben|pickel|flecken|pigmentflecken|augenringe|cellulite|mitesser|unreinheiten|poren|linien
        falten|fältchen|narben|pickel|flecken|pigmentflecken|augenringe|mitesser|poren … verschwinde*|verblass*|weg|
            geglättet|gemildert
        jahre jünger
    """,
    "result": """
        wird|werden|wirkt|macht|machen|lässt|hinterlässt|sorgt|fühlt … praller|straffer|glatter|jünger|ebenmässiger|
            strahlender|fester|voller|dichter|reiner|weicher|geschmeidig*|kräftiger
        sichtbar straffer|glatter|jünger|frischer|weniger|reduziert|verbessert|reiner
        für straffere|glattere|jüngere|reinere|festere|strahlende|vollere haut|lippen|haare|konturen
        verwandel*|transformier* … haut|haar|teint|gesicht
        sie|man werden|sehen|sieht|bemerken … unterschied|verbesserung*|ergebnis*|wirkung
    """,
    "works": """
        wirkt|wirken|hilft|helfen gegen|bei|sofort|tatsächlich|wirklich|nachweislich|garantiert|wunder
        wirksam|wirksame|wirksamer|wirksames|hochwirksam*|wirksamkeit
        effektiv gegen|bei
        wahre wunder
    """,
    "studies": """
        klinisch|wissenschaftlich|dermatologisch|medizinisch|nachweislich|ärztlich getestet*|erwiesen*|belegt*|
            geprüft*|bewiesen*|bestätigt*|empfohlen*|entwickelt*
        studien|studie|forschung|forscher|untersuchungen|wissenschaft|tests … zeig*|beleg*|beweis*|bestätig*|
            nachgewiesen|fanden
        dermatologen|ärzte|hautärzte|experten empfehl*|schwören|raten|bestätig*
        erwiesenermassen|nachgewiesenermassen|nachweislich
    """,
    "figures": """
        # prozent|% … frauen|anwenderinnen|probandinnen|teilnehmer*|testpersonen|nutzer*|patient*
        um bis? zu? # prozent|%
        # prozent|% weniger|mehr|glatter|straffer
        # von # frauen|anwenderinnen|nutzerinnen|dermatologen|testerinnen
        verdoppel*|verdreifach*|halbier* … kollagen*|feuchtigkeit*|falten|haarausfall|volumen
    """,
    "harmless": """
        unbedenklich*|ungefährlich*|harmlos*|risikofrei*|risikolos*|nebenwirkungsfrei*|schmerzfrei*|schmerzlos*|
            hypoallergen*|ungiftig*
        ist|sind|völlig|absolut|vollkommen|ganz|gilt sicher
        keine|keinerlei|ohne|kein … nebenwirkung*|risiko|risiken|gefahr|komplikation*|ausfallzeit|schmerzen|reizung*|
            reaktion*
        gut|bestens|besonders verträglich
        reizt|brennt|schadet|verstopft … nicht
        sicher für|in|während … schwangere|schwangerschaft|kinder|alle|jede|babys
        mild|sanft genug
    """,
    "just": """
        nur|bloss|lediglich|einfach … mrna|rna|dna|proteine|eiweiss*|vitamine|wasser|zucker|peptide|pflanzen
        nichts als … mrna|proteine|eiweiss*|vitamine|wasser|zucker|pflanzen
    """,
    "natural": """
        rein|ganz|völlig|vollkommen natürlich|pflanzlich
        chemiefrei*|giftfrei*
        frei von … chemie|schadstoffen|giften|chemikalien
        ohne … chemie|schadstoffe|gift*|chemikalien
        100 % natürlich|pflanzlich|natur
    """,
    "approved": """
        zugelassen*|zertifiziert*|zulassung
        behördlich|amtlich|fda geprüft|genehmigt|zugelassen
        apothekenqualität|medizinische qualität
    """,
    "always": """
        immer wirkt|wirksam|hilft|sicher|zuverlässig
        wirkt|hilft|funktioniert immer|jedes
        niemals|nie allein|alleine|versagt|reizt|enttäuscht
        nie|niemals … für sich
        in jedem fall
        ausnahmslos|hundertprozentig*
        vollständig|komplett|völlig entfernt|weg|beseitigt|verschwunden
        dauerhaft|für immer|endgültig … entfernt|haarfrei|weg|glatt|beseitigt
    """,
    "everyone": """
        für jede|jeden|alle haut|hauttyp*|haartyp*|altersgruppe* … geeignet|passend|richtig
        geeignet|passt|richtig für alle|jede|jeden
        für alle geeignet
        jeder|jede|alle sollte|sollten|braucht|brauchen|muss|müssen
    """,
    "guarantee": """
        garantier*|garantie
        wunder|wundermittel|wunderwaffe
        todsicher|narrensicher
        nie wieder
        verspricht|versprechen … ergebnis*|haut|wirkung
    """,
    "cannot": """
        kann|können nur … angewendet|angewandt|gemacht|verwendet|erreicht|eingesetzt
        kann|können nicht|niemals … eindringen|durchdringen|erreichen
        wirkt|wirken|hilft nur
        der|die|das einzige|einziger|einzig wahre? … mittel|weg|wirkstoff|creme|methode|behandlung|produkt
        nichts … hilft|wirkt
        unmöglich
    """,
    "better": """
        besser|wirksamer|sanfter|sicherer|stärker|schneller|verträglicher|schonender … als
        so|ebenso|genauso wirksam|gut|stark … wie
        doppelt|dreimal|zweimal|# mal so|mehr|stärker
        alternative zu … botox|filler*|retinol|op|laser*
        übertrifft
        anders als … herkömmliche*|gewöhnliche*|andere
        ohne skalpell
    """,
    "best": """
        der|die|das|den|dem beste|besten|wirksamste*|stärkste*|sanfteste*|sicherste*|effektivste*|
            schonendste* … creme|serum|mittel|methode|behandlung|wirkstoff|sonnenschutz|produkt|pflege|schutz
        nummer # … marke|creme|produkt|serum
        goldstandard
        führende*|weltweit beste*
        unübertroffen*|unerreicht*|einzigartig*|konkurrenzlos*
    """,
    "novelty": """
        revolution*
        bahnbrechend*|durchbruch|sensation*
        weltneuheit|weltweit erste*
        neueste generation
        nie dagewesen*
    """,
    "by_when": """
        innerhalb|binnen … minuten|stunden|tagen|tage|wochen|monaten|sekunden|woche|stunde
        in nur|weniger … minuten|stunden|tagen|wochen|monaten|sitzungen|anwendungen
        schon nach|in … minuten|stunden|tagen|wochen|monaten|sitzung*|anwendung*|woche
        nach # bis|oder? #? tagen|wochen|monaten|anwendungen|sitzungen … haut|falten|haar|glatter|straffer|weniger|
            sichtbar
        sofort|augenblicklich … sichtbar*|glatt*|straff*|ergebnis*|wirk*|effekt*|geglättet
        über nacht … verschwinde*|weg|geheilt|glatt|klar*
        hält|halten|anhält … # bis|oder? #? stunden|wochen|monate|jahre
        # stunden feuchtigkeit|halt|schutz|pflege
        von|ab der|dem ersten anwendung|tag|sitzung
    """,
    "today": """
        noch nicht|kein*|immer
        bislang|bisher|derzeit|momentan|gegenwärtig … kein*|nicht|nur|niemand|zugelassen|verboten|erhältlich|einzige*
        bald … zugelassen|erhältlich|verboten
        nicht mehr zugelassen|erlaubt|erhältlich
        neueste|neuesten|aktuelle|aktuellen studie|studien|forschung|behandlung|technik|erkenntnisse
    """,
}
