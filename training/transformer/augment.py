"""Makes a clean sentence look as it would in a comment: slang, dropped signs and vowels, drawn-out letters, hashtags."""

import random
import re

SLANG = {
    "tidak": ["gak", "ga", "nggak", "tdk", "enggak", "kagak", "g"], "yang": ["yg"], "sudah": ["udah", "udh", "dah", "sdh"], "belum": ["blm", "belom"],
    "saya": ["gue", "gw", "aku", "sy"], "aku": ["gue", "gw", "ak"], "kamu": ["lo", "lu", "km"], "sangat": ["bgt", "banget"], "banget": ["bgt", "bangeet"],
    "dengan": ["dgn", "sama", "ama"], "untuk": ["utk", "buat"], "karena": ["krn", "karna", "soalnya"], "kalau": ["kalo", "klo", "kl"],
    "bisa": ["bs", "bisaa"], "dari": ["dr"], "dan": ["&", "sm"], "juga": ["jg"], "tapi": ["tp"], "tetapi": ["tp", "tapi"], "saja": ["aja", "aj"], "lagi": ["lg"],
    "orang": ["org"], "banyak": ["byk"], "seperti": ["kayak", "kek", "spt"], "terima kasih": ["makasih", "thx", "tq"], "begitu": ["gitu"], "bagaimana": ["gimana", "gmn"],
    "jangan": ["jgn"], "hanya": ["cuma", "cm"], "sekali": ["bgt", "bener"], "memang": ["emang", "emg"], "mau": ["mo", "pengen"], "jadi": ["jd"], "sama": ["sm"],
}
HASHTAGS = "#viral;#indonesia;#info;#berita;#jakarta;#jokowi;#kpk;#dirumahaja;#ppkm;#pemilu;#tetapsemangat;#trending;#np;#pilkada;#tgif;#malam;#curhat".split(";")
WORD = re.compile(r"[a-z]+")


def noisy(random: random.Random, text: str) -> str:
    text = text.lower()
    if random.random() < 0.6:
        text = WORD.sub(lambda m: random.choice(SLANG[m[0]]) if m[0] in SLANG and random.random() < 0.6 else m[0], text)
    if random.random() < 0.5:
        text = re.sub(r"[.,!?;:\"'()-]", " " if random.random() < 0.7 else "", text)
    words = text.split()
    if words and random.random() < 0.3:
        i = random.randrange(len(words))
        words[i] = words[i] + words[i][-1] * random.randint(1, 3)
    if words and random.random() < 0.15:
        i = random.randrange(len(words))
        if len(words[i]) > 4:
            words[i] = words[i][0] + re.sub("[aiueo]", "", words[i][1:])
    if random.random() < 0.15:
        words.append(random.choice(HASHTAGS))
    if random.random() < 0.05:
        words.insert(0, "rt :")
    return " ".join(words)
