package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/pantau/pantau/collector/enrich/language"
	"github.com/pantau/pantau/training/fit"
)

// mixtures is how many texts of two languages are made.
const mixtures = 5000

// reportMixed measures language.Second, which reads with the model that the
// collector holds: on held-out texts, which are in one language as far as is
// known, and on pairs of pieces of 6 to 12 words of two of them.
func reportMixed(w io.Writer, held []fit.Sample) {
	texts, flagged := 0, 0
	var named []fit.Sample
	for _, s := range held {
		if language.Codes[s.Class] == language.Other {
			continue
		}
		named = append(named, s)
		texts++
		main, _ := language.Detect(s.Text)
		if language.Second(s.Text, main) != "" {
			flagged++
		}
	}
	random := rand.New(rand.NewPCG(seed, 0))
	pairs, found := 0, 0
	for range mixtures {
		a, b := named[random.IntN(len(named))], named[random.IntN(len(named))]
		one, other := piece(random, a.Text), piece(random, b.Text)
		if a.Class == b.Class || one == "" || other == "" {
			continue
		}
		pairs++
		text := one + " " + other
		main, _ := language.Detect(text)
		second := language.Second(text, main)
		x, y := language.Codes[a.Class], language.Codes[b.Class]
		if main == x && second == y || main == y && second == x {
			found++
		}
	}
	fmt.Fprintf(w, "mixed: both languages found in %d of %d pairs of pieces; %d of %d texts in one language read as two\n", found, pairs, flagged, texts)
}

// piece cuts 6 to 12 words out of a text; "" if it has fewer.
func piece(random *rand.Rand, text string) string {
	words := strings.Fields(text)
	n := 6 + random.IntN(7)
	if len(words) < n {
		return ""
	}
	at := random.IntN(len(words) - n + 1)
	return strings.Join(words[at:at+n], " ")
}
