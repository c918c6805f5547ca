package world

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func compiled(t *testing.T, text string) template {
	t.Helper()
	s := slots{}
	require.NoError(t, s.fill(map[string]string{"buah": "jeruk|apel {merah|hijau}", "satu": "hanya ini"}))
	out, err := s.compile(text)
	require.NoError(t, err)
	return out
}

// said many times, a template gives all it can and nothing else.
func TestTemplates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"tetap":                  {"tetap"},
		"{a|b} c":                {"a c", "b c"},
		"x{| y} z":               {"x z", "x y z"},
		"{a|{b|c} d}":            {"a", "b d", "c d"},
		"{buah}":                 {"jeruk", "apel merah", "apel hijau"},
		"{satu|lain}":            {"satu", "lain"},
		"{satu}":                 {"hanya ini"},
		"a {|b} , c {|d}.":       {"a, c.", "a b, c.", "a, c d.", "a b, c d."},
		"pipa | di luar kurung.": {"pipa | di luar kurung."},
	} {
		seen, d := map[string]bool{}, throwFor(text)
		for range 400 {
			seen[compiled(t, text).say(d)] = true
		}
		require.Len(t, seen, len(want), text)
		for _, w := range want {
			require.True(t, seen[w], "%s never gives %q", text, w)
		}
	}
	for i := range 50 {
		words := strings.Fields(compiled(t, "{a|b} {buah|x} {satu} {satu}").say(throwFor(i)))
		require.Equal(t, "ini", words[len(words)-1])
		two := compiled(t, "{buah}-{buah}").say(throwFor(i))
		before, after, _ := strings.Cut(two, "-")
		require.False(t, before == after && before == "jeruk", two)
	}
	require.Regexp(t, `^0812-0000-\d{4}$`, compiled(t, "0812-0000-{#4}").say(throwFor()))
}

func TestTemplatesRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{a|b": "{ without }", "a}": "} without {", "{nama}": `no slot "nama"`, "{}": `no slot ""`, "{#x}": "{#x} is not {#1}",
		"{#99}": "is not {#1} to {#16}", "{a|{b}": `no slot "b"`,
	} {
		_, err := slots{}.compile(text)
		require.ErrorContains(t, err, want, text)
		require.ErrorContains(t, err, text, "it names the template")
	}
}

func FuzzCompile(f *testing.F) {
	for _, seed := range []string{"a {b|c} {#3}", "{{|}|}", "}{", "{a|{b|{c}}}", "{buah}{buah"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := slots{"buah": {of: []template{{{text: "apel"}}}}}
		c, err := s.compile(text)
		if err != nil {
			return
		}
		if out := c.say(throwFor(text)); strings.ContainsAny(out, "{}") {
			t.Errorf("%q says %q", text, out)
		}
	})
}

func TestTextFilesRefused(t *testing.T) {
	t.Parallel()
	shared := "slots: {x: a|b}"
	for want, body := range map[string]string{
		"unknown type":     "posts: {audio: halo}",
		"none of":          "comments: {angry: halo}",
		"no summary":       "articles: judul saja",
		`no slot "y"`:      "comments: {neutral: \"halo {y}\"}",
		"texts/a.yaml":     "slots: {z: \"{y}\"}",
		"cannot unmarshal": "- daftar",
	} {
		_, err := read(fstest.MapFS{"texts/bersama.yaml": {Data: []byte(shared)}, "texts/a.yaml": {Data: []byte(body)}})
		require.ErrorContains(t, err, want, body)
	}
	_, err := read(fstest.MapFS{"texts/a.yaml": {Data: []byte("tags: [a]")}})
	require.ErrorContains(t, err, "bersama.yaml is missing")
}

func TestWaysOfWriting(t *testing.T) {
	t.Parallel()
	const text = "Kalau yang ini sudah tidak bisa, @dinas_tidak bagaimana?"
	require.Equal(t, text, formal.apply(throwFor("a"), text))
	short, same := 0, 0
	for i := range 50 {
		out := lazy.apply(throwFor(i), text)
		require.Contains(t, out, "@dinas_tidak", "handles stay")
		require.Equal(t, strings.ToLower(out), out)
		if strings.Contains(out, "yg") {
			short++
		}
		if out == strings.ToLower(text) {
			same++
		}
	}
	require.Greater(t, short, 30)
	require.Zero(t, same)
	require.Equal(t, "Min, bus kota lama", join("Min,", "Bus kota lama"))
	require.Equal(t, "Min, KTP saya", join("Min,", "KTP saya"))
	require.Equal(t, "Salut. Bus kota", join("Salut.", "Bus kota"))
	require.Equal(t, "Baik.", ended("Baik"))
	require.Equal(t, "Baik!", ended("Baik!"))
	require.Regexp(t, `^mant(a{2,4}p|ap{2,4})$`, drawn(throwFor("d"), "mantap"))
	require.Regexp(t, `^parah{2,4}$`, drawn(throwFor("d"), "parah"))
}
