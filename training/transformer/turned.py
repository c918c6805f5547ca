"""Writes comments whose feeling is not that of their words: praise by way of a negation, irony, complaints by bare fact,
comparison with the past, and what turns within a sentence; and neutral lines of the same shapes.

Every shape stands in two classes or three, so that what is told decides and not how it is told.
"""

import random

import synthetic

DONE = """beres dalam sehari;jadi sebelum jam makan siang;langsung ditangani;selesai sekali datang;kelar {few} menit;sudah diganti yang baru;dibetulkan hari itu juga;
diantar sampai rumah;dijawab satu-satu;petugasnya mau turun tangan;loketnya buka sampai malam;gratis semua;tinggal klik dari rumah;kini sampai ke dusun;
ibu saya dituntun sampai kursi;uangnya kembali utuh;berkasnya dicek dulu sama petugas;warganya diajak bicara;ada kursi buat lansia;airnya jernih lagi;
jalannya mulus sampai gang;sinyalnya kuat lagi;dokternya datang tepat waktu;obatnya lengkap;dananya cair lebih awal;semua kebagian""".replace("\n", "").split(";")
UNDONE = """belum ada kabar;berkasnya hilang di kantor;ditelepon cuma nada sibuk;loketnya kosong padahal jam kerja;disuruh balik lagi {time};dilempar ke dinas lain;
petugasnya main hp;sistemnya mati {few} kali sehari;baru dicor sudah retak;tetap gelap tiap malam;airnya cokelat;uang saya belum kembali;nama saya dicoret tanpa alasan;
yang dapat cuma keluarga pejabat;sampahnya {few} hari tidak diangkut;dokternya tidak datang;obatnya disuruh beli sendiri;dananya dipotong;kursinya dijual calo;
jalannya jadi kubangan;halaman webnya putih saja;antreannya sampai parkiran;chat saya dibaca doang;anak saya ditolak;warungnya digusur {time};banjir lagi, banjir lagi""".replace("\n", "").split(";")
PLAIN = """dibahas {time};diurus di kantor kecamatan;dibuka lagi {time};pindah ke lantai {few};dilayani di loket {few};berlaku {few} tahun;pakai nomor antrean;
dimuat di situs resmi;dibagi per wilayah;digeser ke {time};masih tahap lelang;diwakili sekretaris;dicatat {number} orang;ikut jadwal provinsi""".replace("\n", "").split(";")

POSITIVE = """tidak pernah ada masalah dengan {topic} di {place}, {done};gak nyesel urus {topic} di {place}, {done};urus {topic} tanpa calo, tanpa drama, {done};
belum pernah saya lihat {topic} sebaik ini, {done};siapa sangka {topic} {place} {done};kirain bakal ribet, ternyata {done};awalnya ragu sama {topic}, ternyata {done};
tidak perlu bolak-balik, {topic} {done};nggak ada yang kurang dari {topic} {place}, {done};ga cuma janji, {topic} {done};bukan sekadar omongan, {topic} beneran {done};
mana ada {topic} secepat ini di kota lain, {done};tak perlu pelicin, {topic} {done};gak pake lama, {done};sulit cari celanya {topic} {place};tidak salah pilih {person}, {topic} {done};
tidak mengecewakan, {topic} {done};tidak seburuk kata orang, {topic} malah {done};ga kalah sama swasta, {topic} {done};jauh dari kata ribet, {topic} {place} {done};
dulu {undone}, sekarang {done};{few} tahun lalu {topic} {bad}, sekarang {done};dulu urus {topic} {bad}, kini {done};kalau dibanding tahun kemarin, {topic} jauh lebih {good};
lebih enak {topic} yang sekarang, {done};mending {topic} yang baru, {done};makin ke sini {topic} makin {good};{topic} memang {bad} di awal, tapi akhirnya {done};
walau antre, {topic} {done};biar jauh, {topic} {place} {good}, {done};capek sih, tapi {done}, puas;hebat ya {person}, {topic} {done};pinter {person}, {topic} {done};
makasih ya {person}, {topic} {done};selamat buat {person}, {topic} {done};luar biasa, baru lapor {topic} {time} sudah {done};baru lapor {time}, {done};{call}lapor {topic} {time}, {done};
udah {few} kali urus {topic}, selalu {done};ngurus {topic} tadi, {done};{topic} {place}: {done};kok bisa ya {topic} {done}, keren;kenapa gak dari dulu {topic} begini, {good};
siapa bilang {topic} {bad}, buktinya {done};orang bilang {bad}, saya malah {good};tidak ada lagi cerita {undone}, {topic} {good};saya sampai tak percaya, {topic} {done};
{topic} {place} kini tidak {bad} lagi;udah gak {bad} lagi, {topic} {done};not bad at all, {topic} {done};never thought {topic} would be this fast, {done};
no drama, {topic} {done};can't complain, {topic} {place} {good};biyen {badjv}, saiki {goodjv};ora nyangka {topic} {place} {goodjv};ora usah ngenteni suwe, {topic} {goodjv};
baheula {badsu}, ayeuna {goodsu};teu nyangka {topic} {goodsu};dulu {topic} {bad}, kini lah {goodmin};indak paralu lamo, {topic} {goodmin};kagak nyangka {topic} {place} {good}""".replace("\n", "").split(";")
NEGATIVE = """tidak pernah ada perubahan di {topic} {place}, {undone};nyesel urus {topic} di {place}, {undone};urus {topic} tanpa kejelasan, {undone};
belum pernah saya lihat {topic} seburuk ini, {undone};siapa sangka {topic} {place} {undone};kirain bakal gampang, ternyata {undone};awalnya percaya sama {topic}, ternyata {undone};
sudah bolak-balik {few} kali, {topic} {undone};ga ada yang bisa dibanggakan dari {topic} {place}, {undone};cuma janji, {topic} {undone};sekadar omongan, {topic} {undone};
di kota lain {topic} beres, di sini {undone};kalau tak ada pelicin, {undone};salah pilih {person}, {topic} {undone};tidak sebagus iklannya, {topic} {undone};jauh dari kata {good}, {topic} {undone};
dulu {done}, sekarang {undone};{few} tahun lalu {topic} {good}, sekarang {undone};dulu urus {topic} {good}, kini {undone};kalau dibanding tahun kemarin, {topic} jauh lebih {bad};
lebih enak {topic} yang lama, {done};mending {topic} yang lama, yang ini {undone};makin ke sini {topic} makin {bad};{topic} memang {good} di awal, tapi akhirnya {undone};
walau sudah bayar, {topic} {undone};biar dekat, {topic} {place} {bad}, {undone};{topic} {good} sih, sayangnya {undone};maksudnya baik, tapi {undone};
hebat ya {person}, {topic} {undone};pinter {person}, {topic} {undone};makasih ya {person}, {topic} {undone};selamat buat {person}, {topic} {undone};luar biasa, baru diresmikan {time} sudah {bad};
mantap betul, {topic} {undone};keren sih {person}, {undone};bagus, bagus, {undone};terharu saya, {undone};sungguh prestasi, {topic} {place} {undone};salut, {few} tahun {topic} {undone};
enak ya jadi {person}, kami {undone};{good} kata {person}, nyatanya {undone};katanya {done}, mana? {undone};sudah lapor {topic} {time}, {undone};{call}lapor {topic} dari {time}, {undone};
udah {few} kali urus {topic}, selalu {undone};ngurus {topic} tadi, {undone};{topic} {place}: {undone};dari {time} {undone};sudah {few} minggu {undone};sampai hari ini {topic} {undone};
kok bisa ya {topic} {undone};kenapa {topic} di {place} {undone}{sign};kapan {topic} {place} beres{sign} {undone};buat apa ada {person} kalau {undone};siapa bilang {topic} {good}, buktinya {undone};
orang bilang {good}, saya malah {undone};tidak ada lagi cerita {done}, {topic} {bad};{topic} {place} sudah tidak {good} lagi;udah gak {good}, {topic} {undone};
great, {topic} {undone};thanks a lot {person}, {undone};nice, {topic} {undone};so much for {topic}, {undone};biyen {goodjv}, saiki {badjv};apik tenan {person}, {topic} {badjv};wis {few} dina {topic} {badjv};
baheula {goodsu}, ayeuna {badsu};tos {few} minggu {topic} {badsu};dulu {topic} {good}, kini {badmin};lah {few} hari {topic} {badmin};bagus bener dah, {topic} {undone}""".replace("\n", "").split(";")
NEUTRAL = """{topic} {place} {plain};dulu {topic} {plain}, sekarang {plain};{few} tahun lalu {topic} {plain}, sekarang {plain};katanya {topic} {plain};kirain {topic} {plain}, ternyata {plain};
sudah lapor {topic}, {plain};{call}sudah {few} minggu {topic} {plain}{sign};kenapa {topic} {plain}{sign};kok {topic} {plain}{sign};kapan {topic} {plain}{sign};apa benar {topic} {plain}{sign};
apa bedanya {topic} sama {topic}{sign};{topic} yang lama sama yang baru bedanya apa{sign};siapa yang urus {topic} di {place}{sign};kalau {time} {topic} buka gak{sign};
tidak perlu {topic}, cukup kk;tidak ada {topic} {time};belum ada jadwal {topic} {place};bukan {topic}, tapi {topic};lebih dekat ke {place} atau {place}{sign};
mending {topic} dulu atau {topic} dulu{sign};{person} {plain};menurut {person}, {topic} {plain};{person} bicara soal {topic} yang rusak di {place};{person} tinjau {topic} yang macet {time};
laporan {topic} masuk {number}, selesai {few};{thing} satu, {thing} dua, dibungkus;{thing} tanpa gula;pesan {thing} {few} ya{sign};
is {topic} open {time}{sign};{topic} moved to {place};biyen {topic} ning {place}, saiki ning {place};{topic} {plain}, punten info{sign};{topic} dima kini{sign}""".replace("\n", "").split(";")

FILL = synthetic.FILL | {
    "done": DONE, "undone": UNDONE, "plain": PLAIN, "few": ["dua", "tiga", "empat", "lima", "2", "3", "4", "5", "6", "8", "10", "12"],
    "goodmin": ["rancak bana", "capek bana", "lancar", "barasiah", "sanang ati"], "badmin": ["buruak bana", "lambek bana", "alun juo salasai", "karuah aianyo", "rusak taruih"],
}
SHAPES = {"positive": POSITIVE, "neutral": NEUTRAL, "negative": NEGATIVE}


def line(random: random.Random, label: str) -> str:
    """One comment of that feeling, without a sign that gives it away."""
    return synthetic.filled(random, random.choice(SHAPES[label]), FILL)
