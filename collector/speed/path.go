package main

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/mastodon/mastodonsim"
	"github.com/pantau/pantau/connectors/sim"
)

// commentsEach is how many comments stand under each post of a measured account.
const commentsEach = 40

// path reads accounts of three sizes from a simulated Mastodon into the database, as
// an operator would: `pantau run --once`, from its start to its end.
func (o options) path(ctx context.Context, b *bench) (rows []row, err error) {
	sizes := []int{o.posts, 10 * o.posts, 100 * o.posts}
	var all []func() (cost, error)
	for _, posts := range sizes {
		server := platform(posts)
		defer server.Close()
		all = append(all, func() (cost, error) { return o.once(ctx, b, server.URL, posts*(commentsEach+1)) })
	}
	found, err := inTurn(o.repeats, all...)
	if err != nil {
		return nil, err
	}
	var n, seconds, work, memory []float64
	for i, costs := range found {
		records := float64(sizes[i] * (commentsEach + 1))
		n = append(n, records)
		seconds, work, memory = append(seconds, spreadOf(costs, took).median), append(work, spreadOf(costs, worked).median), append(memory, spreadOf(costs, held).median)
		rows = append(rows, row{
			fmt.Sprintf("whole path, connector to stored: %s records (%d posts)", whole(records), sizes[i]), spreadOf(costs, cost.rate).per("records/s"),
			spreadOf(costs, worked).seconds(), mebibytes(memory[i]), fmt.Sprintf("%s from start to end", spreadOf(costs, took).seconds()),
		})
	}
	if o.plot != "" {
		svg := plot(n, "records", []curve{{"time", "#0072b2", seconds}, {"processor time", "#d55e00", work}, {"memory", "#007a5e", memory}})
		err = os.WriteFile(o.plot, svg, 0o644) //nolint:gosec // a picture for the docs
	}
	return append(rows, row{
		"how that grows, cost = c·recordsᵏ", fmt.Sprintf("time: k = %.2f", exponent(n, seconds)),
		fmt.Sprintf("k = %.2f", exponent(n, work)), fmt.Sprintf("k = %.2f", exponent(n, memory)),
		fmt.Sprintf("from 10 to 100 times as much: time k = %.2f, processor time k = %.2f, memory k = %.2f",
			exponent(n[1:], seconds[1:]), exponent(n[1:], work[1:]), exponent(n[1:], memory[1:])),
	}), err
}

// once is one run of the collector on a new data folder and an empty bucket.
func (o options) once(ctx context.Context, b *bench, url string, records int) (cost, error) {
	db, err := b.empty(ctx)
	if err != nil {
		return cost{}, err
	}
	dir, err := os.MkdirTemp(b.dir, "path-")
	if err != nil {
		return cost{}, fmt.Errorf("making a data folder: %w", err)
	}
	config := filepath.Join(dir, "pantau.yaml")
	text := fmt.Sprintf("data_dir: data\nhttp: {listen: \"\"}\ninfluxdb: {url: %q, org: %q, bucket: %q, token: %q}\n%s",
		db.URL, db.Org, db.Bucket, db.Token.Reveal(), account(url))
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		return cost{}, fmt.Errorf("writing a configuration: %w", err)
	}
	c, err := watched(o.program(ctx, "run", "--once", "--config", config))
	if err != nil {
		return c, err
	}
	c.N = records
	have, err := b.counted(ctx, db)
	if got := have["post"] + have["mention"]; err == nil && got != records {
		err = fmt.Errorf("%d records are stored, not %d", got, records)
	}
	return c, errors.Join(err, os.RemoveAll(dir))
}

// program is pantau, with nothing of our environment.
func (o options) program(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, o.pantau, args...) //nolint:gosec // who measures names it
	cmd.Env, cmd.Stderr = []string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + os.TempDir(), "PANTAU_LANG=en"}, os.Stderr
	return cmd
}

// account are the configuration's lines for the measured account.
func account(url string) string {
	return fmt.Sprintf("log: {level: error}\ntopics: {vaksinasi: [vaksinasi], antrean: [antre, antrean]}\naccounts:\n"+
		"  - {connector: mastodon, account: dinkes, base_url: %q, token: tok-3n, allow_private: true, history: 3650d}\n", url)
}

// platform is a Mastodon server with one account, which has said something every hour
// until now.
func platform(posts int) *httptest.Server {
	now := time.Now().Truncate(time.Second)
	a := &sim.Account{Platform: mastodonsim.Platform, Handle: "dinkes", Name: "Dinkes", Followers: func(time.Time) int { return 12_000 }}
	for i := range posts {
		at := now.Add(-time.Duration(posts-i) * time.Hour)
		p := &sim.Post{
			ID: strconv.FormatInt(at.UnixMilli()*1000, 10), Type: "text", Published: at, HalfLife: 6 * time.Hour,
			Text: fmt.Sprintf("Jadwal vaksinasi pekan ini di puskesmas ke-%d", i), Final: sim.Counters{Likes: 200, Shares: 20},
		}
		for k := range commentsEach {
			p.Comments = append(p.Comments, &sim.Comment{
				ID: strconv.FormatInt(at.UnixMilli()*1000+int64(k)+1, 10), Author: fmt.Sprintf("warga%d", (i*7+k)%500),
				Created: at.Add(time.Duration(k+1) * time.Minute),
				Text:    [...]string{"Pelayanannya cepat, terima kasih!", "Antreannya lama sekali, mengecewakan.", "Jam berapa buka?", "Vaksinnya masih ada tidak ya di sana?"}[k%4] + " " + strconv.Itoa(k),
			})
		}
		a.Posts = append(a.Posts, p)
	}
	world := sim.New(func() time.Time { return now }, a)
	return httptest.NewServer(mastodonsim.Handler(world, mastodonsim.Options{Tokens: map[string]string{"tok-3n": "dinkes"}, Limit: 1 << 30}))
}
