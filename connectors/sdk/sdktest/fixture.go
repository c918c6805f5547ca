package sdktest

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// fixture is one answer of a case's http folder.
type fixture struct {
	path   string // of the URL, without the leading slash and the file's ending
	ending string // .json
	query  url.Values
	body   []byte
	status int
	header http.Header
}

// fixtures are the answers of one http folder; see the package comment.
type fixtures []*fixture

// loadFixtures reads a folder. A folder that is not there has no answers.
func loadFixtures(dir string) (fixtures, error) {
	found := map[string]*fixture{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return addFixture(found, filepath.ToSlash(name), content)
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading answers from %s: %w", dir, err)
	}
	var all fixtures
	for _, f := range found {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *fixture) int { // most specific first, then by name
		return cmp.Or(cmp.Compare(len(b.query), len(a.query)), cmp.Compare(a.path, b.path), cmp.Compare(a.query.Encode(), b.query.Encode()))
	})
	return all, nil
}

func addFixture(found map[string]*fixture, name string, content []byte) error {
	ending := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	f := found[stem]
	if f == nil {
		f = &fixture{path: stem, status: http.StatusOK, header: http.Header{}}
		if i := strings.LastIndex(stem, "@"); i >= 0 && strings.Contains(stem[i:], "=") {
			query, err := url.ParseQuery(stem[i+1:])
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			f.path, f.query = stem[:i], query
		}
		found[stem] = f
	}
	switch ending {
	case ".status":
		status, err := strconv.Atoi(strings.TrimSpace(string(content)))
		if err != nil {
			return fmt.Errorf("%s: not a status: %w", name, err)
		}
		f.status = status
	case ".headers":
		for line := range strings.Lines(string(content)) {
			if k, v, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
				f.header.Add(k, strings.TrimSpace(v))
			}
		}
	default:
		f.body, f.ending = content, ending
	}
	return nil
}

// find gives the most specific answer to a request, or nil.
func (all fixtures) find(r *http.Request) *fixture {
	path := cmp.Or(strings.Trim(r.URL.Path, "/"), "index")
	asked := r.URL.Query()
	for _, f := range all {
		if (path == f.path || path == f.path+f.ending) && f.matches(asked) {
			return f
		}
	}
	return nil
}

func (f *fixture) matches(asked url.Values) bool {
	for name, values := range f.query {
		if !slices.Equal(asked[name], values) {
			return false
		}
	}
	return true
}

// write answers with f, {{base_url}} filled in.
func (f *fixture) write(w http.ResponseWriter, r *http.Request) {
	base := "http://" + r.Host
	if kind := mime.TypeByExtension(f.ending); kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	for name, values := range f.header {
		for _, v := range values {
			w.Header().Set(name, fill(v, base))
		}
	}
	w.WriteHeader(f.status)
	_, _ = w.Write(bytes.ReplaceAll(f.body, []byte("{{base_url}}"), []byte(base))) // the client may have gone
}
