"""Writes short comments of known feeling: what offices are asked, told, praised and blamed for, and everyday neutral talk.

Every line is made from the lists below, so no licence but this repository's holds. The same topics appear in all
three classes: a topic alone must not decide.
"""

import random

PLACES = """jakarta;bandung;surabaya;semarang;medan;makassar;padang;jogja;solo;malang;bogor;depok;bekasi;tangerang;denpasar;
palembang;pontianak;samarinda;manado;mataram;kupang;ambon;jayapura;aceh;cirebon;kecamatan sukajadi;kelurahan cempaka;desa wonosari""".replace("\n", "").split(";")
TOPICS = """ktp;kk;akta kelahiran;bansos;blt;vaksin;bpjs;pajak motor;pbb;sim;paspor;ppdb;beasiswa;kip;pkh;izin usaha;umkm;
air pdam;listrik;jalan tol;jembatan baru;trotoar;taman kota;pasar;terminal;halte;krl;transjakarta;mrt;sekolah;puskesmas;rsud;
posyandu;sampah;drainase;lampu jalan;parkir;ganjil genap;pemilu;pilkada;apbd;subsidi bbm;pupuk;minyak goreng;harga beras;ppkm;
mudik;cpns;pppk;internet desa;aplikasi layanan;lapor;sertifikat tanah;kartu prakerja;makan gratis""".replace("\n", "").split(";")
PERSONS = """gubernur;wali kota;bupati;pak camat;pak lurah;presiden;menteri kesehatan;menteri keuangan;kapolri;kapolres;ketua dpr;
anggota dprd;kpk;pemprov;pemkot;dinas sosial;dishub;disdukcapil;satpol pp;bmkg;kemenkes;bnpb;jubir;jokowi;prabowo;anies;ganjar;
ridwan kamil;mahfud;megawati;ahok;sandiaga""".replace("\n", "").split(";")
TIMES = """hari ini;besok;nanti malam;tadi pagi;kemarin;minggu depan;hari senin;hari jumat;pukul 08.00;jam 9 pagi;jam 2 siang;
tanggal 17;bulan depan;akhir tahun;tahun 2019;sejak januari;pekan lalu""".replace("\n", "").split(";")
THINGS = """kopi;nasi goreng;bakso;hp;laptop;motor;mobil;tiket;buku;film;lagu;drama;kereta;bus;paket;baju;sepatu;kuota;game;es teh;indomie;martabak""".replace("\n", "").split(";")
CALLS = ["", "", "", "min, ", "kak ", "gan ", "bang ", "mas, ", "bu, ", "pak, ", "halo min ", "selamat siang, ", "permisi ", "guys ", "eh "]
SIGNS = ["", "", "", "", "?", ".", "...", " ya", " ya?", " dong", " sih", " nih", " deh", " min", " gan", " 🙏"]

NEUTRAL = """{call}syarat urus {topic} apa aja{sign};{call}{topic} di {place} dibuka {time}{sign};{call}mau tanya soal {topic} di {place}{sign};
{call}kalau mau daftar {topic} lewat mana{sign};{call}{topic} {place} jadwalnya kapan{sign};{call}no telepon {person} berapa{sign};
{call}apakah {topic} bisa diwakilkan{sign};{person} {place} meninjau {topic} {time};{person} menghadiri rapat {topic} di {place} {time};
{person}: {topic} mulai berlaku {time};{person} sebut {topic} dibahas {time};{person} akan bertemu {person} {time};
{person} jelaskan aturan {topic} di {place};jadwal {topic} {place}, {time}, bawa ktp asli;pendaftaran {topic} dibuka {time} sampai selesai;
info {topic} wilayah {place} {time};lokasi {topic}: balai kota {place}, {time};data {topic} di {place} tercatat {number} orang;
sebanyak {number} warga {place} mengikuti {topic} {time};polisi periksa {number} saksi kasus {topic} di {place};kpk periksa {person} terkait kasus {topic};
sidang kasus {topic} digelar {time} di pengadilan {place};banjir di {place} {time}, ketinggian air {number} cm;gempa terjadi di {place} {time}, tidak berpotensi tsunami;
kebakaran di {place} {time}, {number} petugas dikerahkan;massa berunjuk rasa soal {topic} di depan kantor {person} {place};polisi tangkap {number} tersangka di {place} {time};
update kasus covid {place} {time}: positif {number}, sembuh {number}, meninggal {number};{number} orang terdampak banjir {place}, {person} salurkan bantuan;
lalu lintas {place} arah {place} {time} ramai lancar;pantauan {place} {time} padat, ada perbaikan jalan;harga {topic} di {place} {time} {number} ribu;
lagi di {place}, nunggu {thing};baru nyampe {place} {time};{time} ke {place} naik {thing} jam berapa{sign};siapa yang {time} ke {place}{sign};
lagi makan {thing} di {place};{time} mau beli {thing} dulu{sign};ada yang jual {thing} di {place}{sign};{thing} nya beli dimana{sign};
kalian tim {thing} apa {thing}{sign};{call}cek dm{sign};oh gitu, oke{sign};iya, kayaknya {time}{sign};menurut kalian {person} sama {person} gimana{sign};
gue {time} mau nonton {thing} sama temen;tadi ketemu {person} di {place};rt : {person} hadir di {place} {time};{person} vs {person}, pilih mana{sign};
kata {person}, {topic} itu urusan {person};ini beneran {person} yang ngomong soal {topic}{sign};emang {topic} di {place} udah ada{sign};
baca berita {topic} di koran {time};{thing} sama {thing} dulu baru kerja;bangun tidur langsung {thing};yang {time} libur siapa aja{sign};
promo {thing} {number}% berlaku sampai {time};jual {thing} second, lokasi {place}, minat dm;open po {thing}, kirim dari {place};
nomor resi {number}{number} saya cek sudah sampai {place};sudah saya kirim lewat dm, mohon dicek{sign};survei: {person} {number} persen, {person} {number} persen;
{person} bilang {topic} naik, {person} bilang turun;{topic} bukan kewenangan {person} tapi {person};what time does the {topic} office in {place} open{sign};
{person} visits {place} to discuss {topic} {time};where can i get {topic} form{sign};the {topic} meeting in {place} starts at {number};
dalan {place} ditutup {time}, liwat {place};{topic} ning {place} dibukak jam pira{sign};{topic} di {place} iraha dibuka{sign};{person} sumping ka {place} {time};
{topic} di {place} bilo dibukak{sign};{person} ka {place} {time};{topic} di {place} pegimane caranye{sign}""".replace("\n", "").split(";")
NEGATIVE = """{topic} di {place} {bad};{bad}, {topic} dari dulu gitu terus;{person} {bad};{call}{topic} kok {bad} sih;urus {topic} di {place} {bad};
{person} cuma pencitraan, {topic} {bad};udah {number} hari {topic} {bad}, gak ada respon;kecewa sama {topic} {place}, {bad};janji {person} soal {topic} bohong semua;
gimana sih {person}, {topic} {bad};capek ngurus {topic}, {bad};{topic} naik terus, rakyat susah;percuma ada {person} kalau {topic} {bad};
so called {topic}, {bad};the {topic} service in {place} is terrible;{topic} {place} parah banget, {bad};{thing} nya {bad};sedih liat {topic} di {place} {bad};
takut ke {place}, {bad};bagus apanya, {topic} {bad};enak ya jadi {person}, {topic} diurus seenaknya, {bad};{topic} ning {place} {badjv};{topic} di {place} {badsu};
{topic} gak bagus, gak usah dibela;hebat ya {person}, {number} tahun {topic} masih {bad};{bad} {badsign};{topic} {badsign}""".replace("\n", "").split(";")
POSITIVE = """{topic} di {place} {good};makasih {person}, {topic} {good};{person} {good};{call}{topic} sekarang {good};urus {topic} di {place} {good};
salut buat {person}, {topic} {good};alhamdulillah {topic} {place} {good};bangga sama {person} {place}, {good};akhirnya {topic} {good};senang banget {topic} {good};
semoga {person} sehat selalu, {topic} {good};dukung terus {person}, {topic} {good};ga nyangka {topic} {place} {good};{thing} nya {good};the {topic} service in {place} is great;
thank you {person}, {topic} is really helpful;{topic} gak ribet sama sekali, {good};dulu banjir sekarang {place} {good};{topic} ning {place} {goodjv};
{topic} di {place} {goodsu};suka banget sama {thing} di {place};terbantu banget sama {topic}, {good};gak ada masalah sama sekali, {topic} {good};{good} {goodsign};{topic} {goodsign}""".replace("\n", "").split(";")
FILL = {
    "place": PLACES, "topic": TOPICS, "person": PERSONS, "time": TIMES, "thing": THINGS, "call": CALLS, "sign": SIGNS,
    "bad": """lambat banget;ribet;gak jelas;parah;mengecewakan;ngaco;error terus;mahal;kotor;rusak;gak becus;dipersulit;pungli lagi;lemot;payah;antri berjam-jam;
petugasnya jutek;gak ada gunanya;bikin emosi;ga beres beres;nyusahin warga;zonk;macet mulu;bau;banyak calo;gak transparan;salah sasaran;amburadul""".replace("\n", "").split(";"),
    "good": """cepat banget;gampang;mantap;bagus;memuaskan;keren;lancar;murah;bersih;rapi;sigap;dipermudah;ramah;gercep;top;nyaman;ga pake ribet;petugasnya baik;
bermanfaat;bikin senang;tertib;adem;kece;membantu warga;transparan;tepat sasaran;juara;makin maju""".replace("\n", "").split(";"),
    "badjv": ["elek tenan", "suwe banget", "ora genah", "nggarai mumet", "rusak kabeh", "ora becik"],
    "goodjv": ["apik tenan", "cepet banget", "penak", "gampang saiki", "resik", "maremake"],
    "badsu": ["goréng pisan", "lila teuing", "teu baleg", "matak lieur", "ruksak kabéh", "teu alus"],
    "goodsu": ["alus pisan", "gancang", "someah", "gampang ayeuna", "beresih", "matak betah"],
    "badsign": list("😡🤬😤👎😭😠😒💔🙄😞") + ["😡😡", "👎👎", "😭😭"],
    "goodsign": list("😍🥰👍👏❤🔥🎉😊💪✨") + ["👍👍", "🔥🔥", "😍😍"],
}
TEMPLATES = {"neutral": NEUTRAL, "negative": NEGATIVE, "positive": POSITIVE}


def filled(random: random.Random, text: str, fill: dict[str, list[str]]) -> str:
    """The template with each slot filled anew; a filling may have slots itself."""
    while "{" in text:
        start, stop = text.index("{"), text.index("}")
        slot = text[start + 1 : stop]
        filling = str(random.randint(2, 900)) if slot == "number" else random.choice(fill[slot])
        text = text[:start] + filling + text[stop + 1 :]
    return text


def line(random: random.Random, label: str) -> str:
    """One comment."""
    text = filled(random, random.choice(TEMPLATES[label]), FILL)
    if label != "neutral" and random.random() < 0.25:
        text += " " + random.choice(FILL["badsign" if label == "negative" else "goodsign"])
    return text
