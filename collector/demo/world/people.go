package world

import (
	"fmt"
	"math"
	"strings"
)

// style is how somebody writes Indonesian.
type style int

const (
	formal  style = iota // as in a letter
	relaxed              // everyday words, some short forms
	lazy                 // short forms, no capitals
	loud                 // short forms, drawn-out words, many exclamation marks
)

// person is an invented author.
type person struct {
	name  string
	style style
}

// people is everybody who ever writes; a few write much, most seldom.
type people struct {
	all []person
}

const crowd = 3000

// newPeople invents the crowd. It is the same in every world.
func newPeople() *people {
	d := throwFor("people")
	p := &people{}
	taken := map[string]bool{}
	for len(p.all) < crowd {
		name := handle(d)
		if taken[name] {
			continue
		}
		taken[name] = true
		p.all = append(p.all, person{name: name, style: style(d.weighted(.24, .44, .22, .1))})
	}
	return p
}

var (
	firstNames = strings.Fields(`ayu bagas bela cici danu dewi dimas eka endah fajar galih gita hana hendra ika indra intan
		jaya joko kiki lala laras lina maya mega mira nanda nia nina nova okta pandu putri rama rani ratih reno rian rina
		rizal sari sekar sinta tari tono tyas umi vina wati wawan widi wulan yani yoga yuli zaki`)
	nicknames = strings.Fields(`anak_ranu arek_randu bakul_sayur bocah_kenari bu_rete bunda_kembar emak_rempong guru_honor
		kang_bakso kang_ojek mahasiswa_akhir mamah_muda mas_mas_kantor neng_kemuning ojol_santai pak_rete pejalan_kaki
		pemuda_jambe pesepeda petani_kota si_paling_warga teh_manis tukang_kopi warga_biasa warga_melur warga_sawo wong_cilik`)
	lastNames = strings.Fields(`akasia aruna bayu bintang biru bumi bungur cempaka fajar gambir hujan jambe kali kenari
		ketapang kopi laut lembayung mahoni melur mentari pagi pelangi pinus randu senja sawo sore teratai trembesi`)
)

// handle invents a name that is valid on every platform once its underscores
// are written as the platform wants.
func handle(d dice) string {
	pick := func(from []string) string { return from[d.IntN(len(from))] }
	number := ""
	if d.chance(.55) {
		number = fmt.Sprint(d.IntN(99) + 1)
	}
	if d.chance(.25) {
		return pick(nicknames) + number
	}
	return pick(firstNames) + "_" + pick(lastNames) + number
}

// somebody picks an author.
func (p *people) somebody(d dice) person {
	return p.all[int(math.Pow(d.Float64(), 1.7)*float64(len(p.all)))]
}

// on is the author's handle on a platform.
func (p person) on(platform string) string {
	if platform == "bluesky" {
		return strings.ReplaceAll(p.name, "_", "-") + ".test"
	}
	return p.name
}
