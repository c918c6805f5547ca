package transformer

import (
	"bytes"
	"math"
	"unicode"
	"unicode/utf8"
)

// wordMark stands before every word, as SentencePiece writes it.
const wordMark = "▁"

// vocabulary cuts words into pieces.
type vocabulary struct {
	ids     map[string]int32
	scores  []float64 // logarithms of the pieces' probabilities
	longest int       // piece, in bytes
	begin   int32
	end     int32
	unknown int32
	cost    float64 // of a character that no piece holds
}

// step is the best way to a place in a word.
type step struct {
	score float64
	from  int32
	piece int32
}

// tokens writes the pieces of the normalised text into s.tokens, between the
// marks of begin and end. Of more than most pieces the first three quarters and
// the last quarter stay: people say last what they think of it all. No piece
// reaches over a space, so every word is cut by itself.
func (v *vocabulary) tokens(s *scratch, most int) {
	s.tokens = append(s.tokens[:0], v.begin)
	for rest := s.normal; len(rest) > 0; {
		n := bytes.IndexByte(rest, ' ')
		if n < 0 {
			n = len(rest)
		}
		s.word = append(append(s.word[:0], wordMark...), rest[:n]...)
		v.plain(s)
		v.cut(s)
		rest = rest[min(n+1, len(rest)):]
	}
	if over := len(s.tokens) - 1 - most; over > 0 {
		tail := most / 4
		head := 1 + most - tail
		s.tokens = append(s.tokens[:head], s.tokens[head+over:]...)
	}
	s.tokens = append(s.tokens, v.end)
}

// cut appends the likeliest segmentation of s.word (unigram language model, Kudo
// 2018, by Viterbi's algorithm) to s.tokens. Of two ways that score the same the
// one found first stays.
func (v *vocabulary) cut(s *scratch) {
	v.best(s, s.word)
	steps := s.steps
	first := len(s.tokens)
	for at := int32(len(s.word)); at > 0; at = steps[at].from {
		s.tokens = append(s.tokens, steps[at].piece)
	}
	for i, j := first, len(s.tokens)-1; i < j; i, j = i+1, j-1 {
		s.tokens[i], s.tokens[j] = s.tokens[j], s.tokens[i]
	}
}

// best writes the steps of the likeliest segmentation of word into s.steps, and
// returns its score.
func (v *vocabulary) best(s *scratch, word []byte) float64 {
	s.steps = s.steps[:0]
	for range len(word) + 1 {
		s.steps = append(s.steps, step{score: math.Inf(-1)})
	}
	steps := s.steps
	steps[0].score = 0
	for at, size := 0, 0; at < len(word); at += size {
		here := steps[at].score
		_, size = utf8.DecodeRune(word[at:])
		for end, next := at+size, 0; end <= min(len(word), at+v.longest) || end == at+size; end += next {
			score, piece := v.cost, v.unknown
			id, known := v.ids[string(word[at:end])]
			if known {
				score, piece = v.scores[id], id
			}
			if (known || end == at+size) && here+score > steps[end].score {
				steps[end] = step{here + score, int32(at), piece}
			}
			if end == len(word) {
				break
			}
			_, next = utf8.DecodeRune(word[end:])
		}
	}
	return steps[len(word)].score
}

// mostDrawn is how many drawn-out letters of a word are looked at; what has more
// is no word, and each costs a segmentation.
const mostDrawn = 4

// plain undoes what is drawn out in s.word: such a letter is written once, or
// twice where the word is likelier so (baguuus is bagus, maaaf is maaf).
func (v *vocabulary) plain(s *scratch) {
	s.once(s.word)
	if len(s.runs) == 0 {
		return
	}
	score := v.best(s, s.word)
	for i, at := range s.runs[:min(len(s.runs), mostDrawn)] {
		_, size := utf8.DecodeRune(s.word[at:])
		s.other = append(append(s.other[:0], s.word[:at+size]...), s.word[at:]...)
		if twice := v.best(s, s.other); twice > score {
			score, s.word, s.other = twice, s.other, s.word
			for j := range s.runs[i+1:] {
				s.runs[i+1+j] += size
			}
		}
	}
}

// once writes every drawn-out letter of word once into s.word, which may be word,
// and where it stands there into s.runs.
func (s *scratch) once(word []byte) {
	s.word, s.runs = s.word[:0], s.runs[:0]
	for len(word) > 0 {
		r, size := utf8.DecodeRune(word)
		letter := word[:size]
		if word = word[size:]; unicode.IsLetter(r) && bytes.HasPrefix(word, letter) && bytes.HasPrefix(word[size:], letter) {
			s.runs = append(s.runs, len(s.word))
			word = word[(drawn-1)*size:]
		}
		s.word = utf8.AppendRune(s.word, r)
	}
}
