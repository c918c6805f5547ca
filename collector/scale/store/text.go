package store

import (
	"math/rand/v2"
	"strings"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// topic is a configured topic with the words that people use for it.
type topic struct {
	name  string
	words []string
}

var topics = []topic{
	{"banjir", strings.Fields("banjir genangan pompa saluran hujan deras surut selokan tanggul evakuasi #banjir")},
	{"jalan rusak", strings.Fields("jalan berlubang aspal rusak tambal perbaikan trotoar proyek macet debu")},
	{"layanan KTP", strings.Fields("ktp antrean loket disdukcapil berkas akta kartu keluarga cetak daring #layananktp")},
	{"sampah", strings.Fields("sampah tps truk bau menumpuk pilah plastik petugas kompos angkut")},
	{"vaksinasi", strings.Fields("vaksin imunisasi puskesmas dosis jadwal anak posyandu stok efek nakes #vaksinasi")},
	{"parkir", strings.Fields("parkir tarif jukir karcis elektronik lahan liar mahal motor terminal")},
	{"pajak", strings.Fields("pajak pbb tagihan denda keringanan bayar aplikasi jatuh tempo loket")},
	{"sekolah", strings.Fields("sekolah guru kelas ppdb zonasi seragam murid kantin rapor bangku #ppdb")},
	{"pasar murah", strings.Fields("pasar murah beras minyak cabai kupon harga bazar pedagang sembako")},
	{"air bersih", strings.Fields("air keruh pdam pipa bocor mati tagihan tangki meteran sumur")},
	{"beasiswa", strings.Fields("beasiswa kuota daftar syarat mahasiswa kuliah pengumuman seleksi berkas kampus")},
	{"listrik", strings.Fields("listrik padam gardu pln meteran token tegangan pemadaman bergilir lampu")},
}

// Topics are the names of what is configured.
func Topics() []string {
	names := make([]string, len(topics))
	for i, t := range topics {
		names[i] = t.name
	}
	return names
}

// noTopic is what is about none of them.
var noTopic = topic{words: strings.Fields("taman acara lomba lurah camat kantor pelayanan jadwal warga lapangan bus halte festival")}

var (
	moodWords = map[sentiment.Label][]string{
		sentiment.Positive: strings.Fields("terima kasih bagus cepat ramah mantap salut membantu lancar keren puas semoga sukses hebat nyaman"),
		sentiment.Negative: strings.Fields("kecewa lambat parah capek marah buruk rugi keluhan percuma bohong lama kotor susah payah"),
		sentiment.Neutral:  strings.Fields("kapan bagaimana tolong info apakah jadwal dimana berapa jam besok lusa pagi siang"),
	}
	fillWords = strings.Fields("kemarin sudah belum lagi masih sekali banget padahal karena supaya kami kita saya mereka warga tetangga " +
		"rumah depan belakang samping dekat simpang gang blok perumahan desa kelurahan kecamatan kota utara selatan timur barat " +
		"minggu bulan tahun malam sore tadi hari setiap terus akhirnya mulai selesai tunggu datang pulang lewat lapor telepon " +
		"petugas kepala dinas anggaran rapat janji foto video berita grup pesan nomor surat bukti laporan tindak lanjut")
	roads = strings.Fields("Merdeka Melati Kenanga Veteran Diponegoro Sudirman Anggrek Mawar Cendana Flamboyan Gajah Rajawali Teratai Pahlawan")
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// sentence is what somebody writes: 8 to 22 words.
func sentence(r *rand.Rand, about topic, label sentiment.Label) string {
	var b strings.Builder
	for i := range 8 + r.IntN(15) {
		if i > 0 {
			b.WriteByte(' ')
		}
		switch n := r.IntN(10); {
		case n < 3:
			b.WriteString(pick(r, about.words))
		case n < 5:
			b.WriteString(pick(r, moodWords[label]))
		case n == 5:
			b.WriteString("jalan " + pick(r, roads))
		default:
			b.WriteString(pick(r, fillWords))
		}
	}
	return b.String()
}
