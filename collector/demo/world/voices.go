package world

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

// mood is what somebody feels about what he writes of.
type mood int

const (
	positive mood = iota
	neutral
	negative
)

var moodNames = [3]string{"positive", "neutral", "negative"}

// voice is what is written about a topic, or in an episode.
type voice struct {
	tags     []string // hashtags, without #
	posts    map[string][]template
	articles []article
	comments [3][]line
}

// article is a news outlet's.
type article struct{ title, summary template }

// line is a comment. Nothing is put around one that stands alone. Foreign ones,
// which are no Indonesian, stand alone and no word of theirs is shortened.
type line struct {
	alone, foreign bool
	template
}

// library is all voices by name, and what comments of every voice begin and end
// with.
type library struct {
	voices map[string]*voice
	shared slots
}

//go:embed texts/*.yaml
var texts embed.FS

// written is the library of this package. Its texts are part of the program: a
// mistake in them is found by the tests.
var written = sync.OnceValue(func() *library {
	l, err := read(texts)
	if err != nil {
		panic(err)
	}
	return l
})

// file is how a voice is written down. Lists have one template a line.
type file struct {
	Tags     []string          `yaml:"tags"`
	Slots    map[string]string `yaml:"slots"`    // choices: a|b|c
	Posts    map[string]string `yaml:"posts"`    // by type
	Articles string            `yaml:"articles"` // title // summary
	Comments map[string]string `yaml:"comments"` // by mood; after "en>", "jv>", "su>" in that language, after "id>" alone
}

// sharedVoice is the file of what all voices share.
const sharedVoice = "bersama"

func read(from fs.FS) (*library, error) {
	names, err := fs.Glob(from, "texts/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("listing the texts: %w", err)
	}
	files := map[string]*file{}
	for _, name := range names {
		raw, err := fs.ReadFile(from, name)
		if err != nil {
			return nil, fmt.Errorf("reading the texts: %w", err)
		}
		f := &file{}
		if err := yaml.Unmarshal(raw, f); err != nil {
			return nil, fmt.Errorf("reading %s: %w", name, err)
		}
		files[strings.TrimSuffix(path.Base(name), ".yaml")] = f
	}
	l := &library{voices: map[string]*voice{}, shared: slots{}}
	if f := files[sharedVoice]; f == nil {
		return nil, fmt.Errorf("texts/%s.yaml is missing", sharedVoice)
	} else if err := l.shared.fill(f.Slots); err != nil {
		return nil, fmt.Errorf("texts/%s.yaml: %w", sharedVoice, err)
	}
	delete(files, sharedVoice)
	for name, f := range files {
		if l.voices[name], err = f.voice(l.shared); err != nil {
			return nil, fmt.Errorf("texts/%s.yaml: %w", name, err)
		}
	}
	return l, nil
}

// fill adds slots. They may use each other.
func (s slots) fill(texts map[string]string) error {
	for name := range texts {
		s[name] = &choice{}
	}
	for name, text := range texts {
		t, err := s.compile("{" + text + "|}") // the | makes a choice of a single text too
		if err != nil {
			return fmt.Errorf("slot %s: %w", name, err)
		}
		all := t[0].choice.of
		s[name].of = all[:len(all)-1]
	}
	return nil
}

func (f *file) voice(shared slots) (*voice, error) {
	own := slots{}
	for name, c := range shared {
		own[name] = c
	}
	if err := own.fill(f.Slots); err != nil {
		return nil, err
	}
	v := &voice{tags: f.Tags, posts: map[string][]template{}}
	for kind, list := range f.Posts {
		if _, ok := typeEffect[kind]; !ok {
			return nil, fmt.Errorf("posts of unknown type %q", kind)
		}
		for text := range lines(list) {
			t, err := own.compile(text)
			if err != nil {
				return nil, fmt.Errorf("posts: %w", err)
			}
			v.posts[kind] = append(v.posts[kind], t)
		}
	}
	if err := v.readArticles(own, f.Articles); err != nil {
		return nil, err
	}
	return v, v.readComments(own, f.Comments)
}

func (v *voice) readArticles(own slots, list string) error {
	for text := range lines(list) {
		title, summary, ok := strings.Cut(text, " // ")
		if !ok {
			return fmt.Errorf("article %q has no summary after //", text)
		}
		t, err := own.compile(title)
		if err != nil {
			return fmt.Errorf("articles: %w", err)
		}
		s, err := own.compile(summary)
		if err != nil {
			return fmt.Errorf("articles: %w", err)
		}
		v.articles = append(v.articles, article{t, s})
	}
	return nil
}

func (v *voice) readComments(own slots, byMood map[string]string) error {
	known := 0
	for m, name := range moodNames {
		list, ok := byMood[name]
		if ok {
			known++
		}
		for text := range lines(list) {
			alone, foreign := false, false
			if language, rest, ok := strings.Cut(text, "> "); ok && len(language) == 2 {
				alone, foreign, text = true, language != "id", rest
			}
			t, err := own.compile(text)
			if err != nil {
				return fmt.Errorf("comments: %s: %w", name, err)
			}
			v.comments[m] = append(v.comments[m], line{alone, foreign, t})
		}
	}
	if known != len(byMood) {
		return fmt.Errorf("comments of a mood that is none of %v", moodNames)
	}
	return nil
}

// lines are the lines of a list that hold something.
func lines(list string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for text := range strings.SplitSeq(list, "\n") {
			if text = strings.TrimSpace(text); text != "" && !yield(text) {
				return
			}
		}
	}
}
