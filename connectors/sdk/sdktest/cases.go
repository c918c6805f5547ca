package sdktest

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/connectors/sdk"
)

var update = flag.Bool("update", false, "write golden files instead of comparing with them")

// Update says whether -update was given, for a connector's further goldens.
func Update() bool { return *update }

// caseFolders lists testdata/cases.
func caseFolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, "testdata", "cases"))
	if err != nil {
		return nil, fmt.Errorf("the folder has no testdata/cases: %w", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, filepath.Join(dir, "testdata", "cases", e.Name()))
		}
	}
	return out, nil
}

func runCases(t *testing.T, factory sdk.Factory, o Options) {
	t.Helper()
	if why, skip := o.Skip[casesCheck]; skip {
		t.Skip(why)
	}
	folders, err := caseFolders(o.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			s := &suite{t: t, factory: factory, o: o}
			if err := s.testCase(folder, Update()); err != nil {
				t.Error(err)
			}
		})
	}
}

// caseRequest is a case's request.yaml.
type caseRequest struct {
	Now    time.Time `yaml:"now"`
	Since  time.Time `yaml:"since"`
	Reread []string  `yaml:"reread"`
	Runs   int       `yaml:"runs"`
}

func readCaseRequest(folder string) (caseRequest, error) {
	req := caseRequest{Now: Now, Runs: 1}
	f, err := os.Open(filepath.Join(folder, "request.yaml"))
	if errors.Is(err, fs.ErrNotExist) {
		return req, nil
	}
	if err != nil {
		return req, err
	}
	defer func() { _ = f.Close() }() // only read
	dec := yaml.NewDecoder(f)
	dec.KnownFields(true)
	if err := dec.Decode(&req); err != nil {
		return req, fmt.Errorf("request.yaml: %w", err)
	}
	return req, nil
}

// testCase plays a case and compares with its goldens, or writes them.
func (s *suite) testCase(folder string, write bool) error {
	settings, err := os.ReadFile(filepath.Join(folder, "config.yaml"))
	if err != nil {
		return fmt.Errorf("the case has no config.yaml: %w", err)
	}
	req, err := readCaseRequest(folder)
	if err != nil {
		return err
	}
	platform, err := newCasePlatform(folder, req.Runs)
	if err != nil {
		return err
	}
	c, err := s.dial(platform)
	if err != nil {
		return err
	}
	defer c.close()
	c.dir = folder
	records, failed := s.play(c, platform, strings.ReplaceAll(string(settings), "{{dir}}", folder), req)
	return errors.Join(
		golden(filepath.Join(folder, "expected.lp"), records, write),
		golden(filepath.Join(folder, "expected.err"), failed, write),
	)
}

// play configures the connector and runs it. It gives what was collected and,
// for a case that ends in an error, that error.
func (s *suite) play(c *conversation, platform *casePlatform, settings string, req caseRequest) (records, failed string) {
	describe := func(err error) string {
		return c.anonymous(fmt.Sprintf("%s: %s\n", sdk.KindOf(err), err))
	}
	if err := c.client.Configure(s.t.Context(), account, sdk.Settings(fill(settings, c.base)), sdk.ReachAll); err != nil {
		return "", describe(err)
	}
	var out strings.Builder
	var cursor []byte
	for n := 1; n <= req.Runs; n++ {
		platform.run.Store(int64(n))
		got := c.collect(s.t.Context(), sdk.Request{Cursor: cursor, Now: req.Now, Since: req.Since, Reread: req.Reread})
		if req.Runs > 1 {
			fmt.Fprintf(&out, "# run %d\n", n)
		}
		out.WriteString(c.anonymous(printRun(got)))
		if got.err != nil {
			return out.String(), describe(got.err)
		}
		cursor = got.result.Cursor
	}
	return out.String(), ""
}

// golden compares a text with a file; the empty text has no file. A missing
// golden is an error.
func golden(file, got string, write bool) error {
	if write {
		if got == "" {
			if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
			return nil
		}
		return os.WriteFile(file, []byte(got), 0o644)
	}
	want, err := os.ReadFile(file)
	switch name := filepath.Base(file); {
	case errors.Is(err, fs.ErrNotExist) && got == "":
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s is missing; if this is right, write it with -update:\n%s", name, got)
	case err != nil:
		return err
	case string(want) != got:
		return fmt.Errorf("%s differs.\n--- want\n%s--- got\n%s", name, want, got)
	}
	return nil
}

// casePlatform answers from a case's http folders.
type casePlatform struct {
	run   atomic.Int64 // the run now in progress, from 1
	trees []fixtures   // by run; [0] answers in all runs
}

var _ http.Handler = (*casePlatform)(nil)

func newCasePlatform(folder string, runs int) (*casePlatform, error) {
	p := &casePlatform{}
	for n := range runs + 1 {
		name := "http"
		if n > 0 {
			name = fmt.Sprintf("http.%d", n)
		}
		tree, err := loadFixtures(filepath.Join(folder, name))
		if err != nil {
			return nil, err
		}
		p.trees = append(p.trees, tree)
	}
	return p, nil
}

// ServeHTTP implements http.Handler.
func (p *casePlatform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for _, tree := range []fixtures{p.trees[p.run.Load()], p.trees[0]} {
		if f := tree.find(r); f != nil {
			f.write(w, r)
			return
		}
	}
	always(http.StatusNotFound, "application/json", `{"error":"Record not found"}`).ServeHTTP(w, r)
}
