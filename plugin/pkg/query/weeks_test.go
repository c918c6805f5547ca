package query_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
	"github.com/pantau/pantau/plugin/pkg/query"
	"github.com/pantau/pantau/plugin/pkg/query/querytest"
)

// onePost is a post as it is stored.
type onePost struct {
	at      time.Time
	texts   map[string]string
	numbers map[string]float64
}

// somePosts are posts of an account over days, whose platform may lack reach, and some
// of which lack more.
func somePosts(r *rand.Rand, start time.Time, days, n int, reach bool) []onePost {
	out := make([]onePost, n)
	for i := range out {
		at := start.Add(time.Duration(r.Int64N(int64(days) * int64(24*time.Hour))))
		likes := float64(r.IntN(400))
		p := onePost{at: at, numbers: map[string]float64{"likes": likes, "comments": float64(r.IntN(40)), "views": likes * 20, "interactions": likes + 3, "engagements": likes + 3}, texts: map[string]string{
			"id": fmt.Sprintf("p*%d", i), "type": []string{"video", "image", "te xt"}[r.IntN(3)], "topics": []string{"", "|banjir|", "|banjir|pajak|"}[r.IntN(3)], "unavailable": "",
		}}
		if reach {
			p.numbers["reach"] = likes * 14
		} else {
			p.texts["unavailable"] = "reach=not_offered"
		}
		if r.IntN(10) == 0 { // an older number stays beside the note
			p.texts["unavailable"] = "engagements=permission;interactions=permission;likes=permission;reach=permission"
			delete(p.numbers, "views")
		}
		out[i] = p
	}
	slices.SortFunc(out, func(x, y onePost) int { return x.at.Compare(y.at) })
	return out
}

func postLine(owner string, p onePost) string {
	return fmt.Sprintf("%s,%s,type=%s id=%q,url=\"https://a.example\",excerpt=\"Kabar\",topics=%q,unavailable=%q,%s %d\n",
		schema.Post, owner, strings.ReplaceAll(p.texts["type"], " ", `\ `), p.texts["id"], p.texts["topics"], p.texts["unavailable"], listed(p.numbers), p.at.UnixNano())
}

// crowdByDay are an account's followers on days, as they stand by day.
func crowdByDay(r *rand.Rand, start time.Time, days int) (out []onePost) {
	for d := range days {
		p := onePost{at: start.AddDate(0, 0, d), numbers: map[string]float64{"followers": float64(1000 + d*10 + r.IntN(30))}}
		if r.IntN(3) == 0 {
			p.numbers["follows_gained"], p.numbers["follows_lost"] = float64(r.IntN(9)), 2
		}
		if r.IntN(9) > 0 {
			out = append(out, p)
		}
	}
	return out
}

// weekLines are the texts that list points of a measurement, at most so many in a part,
// and a part that is left over.
func weekLines(from, owner string, posts []onePost, most int) string {
	var b strings.Builder
	of, byWeek := schema.Weekly[from], map[time.Time][]onePost{}
	for _, p := range posts {
		byWeek[schema.WeekOf(p.at)] = append(byWeek[schema.WeekOf(p.at)], p)
	}
	for week, posts := range byWeek {
		parts := slices.Collect(slices.Chunk(posts, most))
		for i, part := range append(parts, posts[:1]) {
			times := make([]time.Time, len(part))
			for i, p := range part {
				times[i] = p.at
			}
			fmt.Fprintf(&b, "%s,%s times=%q", of.Name, owner, schema.JoinTimes(week, times))
			if i == 0 {
				fmt.Fprintf(&b, ",parts=%d", len(parts))
			}
			for _, field := range of.Texts {
				texts := make([]string, len(part))
				for i, p := range part {
					texts[i] = p.texts[field]
				}
				fmt.Fprintf(&b, ",%s=%q", schema.ListOf(field), schema.JoinTexts(texts))
			}
			for _, field := range of.Numbers {
				numbers := make([]float64, len(part))
				for i, p := range part {
					n, ok := p.numbers[field]
					if numbers[i] = n; !ok {
						numbers[i] = math.NaN()
					}
				}
				fmt.Fprintf(&b, ",%s=%q", schema.ListOf(field), schema.JoinNumbers(numbers))
			}
			fmt.Fprintf(&b, " %d\n", week.UnixNano()+int64(i))
		}
	}
	return b.String()
}

// TestWeeksAnswerAsTheirPostsDo: whether posts are read one by one or from the texts
// that list those of a week, every number is the same.
func TestWeeksAnswerAsTheirPostsDo(t *testing.T) {
	t.Parallel()
	start, r := time.Date(2026, 1, 1, 0, 0, 0, 0, jakarta), rand.New(rand.NewPCG(8, 1))
	now := start.AddDate(0, 0, 140)
	var fine, texts strings.Builder
	for i, owner := range []string{"platform=instagram,account=dinkes", "platform=instagram,account=dishub", "platform=x,account=dinkes", "platform=mastodon,account=silent"} {
		posts := somePosts(r, start, 139, []int{150, 90, 120, 1}[i], i < 2)
		for _, p := range posts {
			fine.WriteString(postLine(owner, p))
		}
		crowd, zoned := crowdByDay(r, start, 140), fmt.Sprintf("%s,zone=%s", owner, jakarta)
		for _, p := range crowd {
			fmt.Fprintf(&fine, "%s,%s %s %d\n", schema.AccountDay, zoned, listed(p.numbers), p.at.UnixNano())
			fmt.Fprintf(&fine, "%s,%s %s %d\n", schema.Account, owner, listed(p.numbers), p.at.Add(20*time.Hour).UnixNano())
		}
		texts.WriteString(weekLines(schema.AccountDay, zoned, crowd, 100))
		texts.WriteString(weekLines(schema.Post, owner, posts, []int{100, 3, 100, 1}[i]))
	}
	mark := func(weeks time.Time) string {
		return fmt.Sprintf("%s,zone=%s until=%d,weeks=%d,since=0 %d\n", schema.Days, jakarta, now.Unix(), weeks.Unix(), now.UnixNano())
	}
	older := now.AddDate(0, 0, -1)
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		// A list that lacks what changed since says so.
		outdated := func(after time.Duration) string {
			return fmt.Sprintf("%s,platform=instagram,account=dinkes parts=%d %d\n", schema.PostsWeek, schema.Outdated, schema.WeekOf(start.Add(after)).UnixNano())
		}
		changed := somePosts(rand.New(rand.NewPCG(3, 3)), start.AddDate(0, 0, 60), 20, 9, true)
		var more strings.Builder
		for _, p := range changed {
			more.WriteString(postLine("platform=instagram,account=dinkes", p))
			more.WriteString(outdated(p.at.Sub(start)))
		}
		for bucket, lines := range map[string]string{
			"changed": fine.String() + more.String() + mark(older), "outdated": fine.String() + texts.String() + more.String() + mark(now), "before": fine.String() + texts.String() + outdated(0) + mark(now),
			"points": fine.String() + mark(older), "texts": fine.String() + texts.String() + mark(now), "older": fine.String() + texts.String() + mark(older),
		} {
			s.Bucket(t, bucket)
			s.Write(t, bucket, lines)
		}
		ask := func(bucket, kind, params string, from, to time.Time) (string, string) {
			client := querytest.Connect(t, s, bucket)
			d := query.NewDispatcher(query.Options{Store: client, Zone: jakarta, Language: catalogue.English, Now: func() time.Time { return now }})
			return answered(t, d, kind, params, from, to)
		}
		byDay := false
		for _, q := range [][2]string{
			{"engagement_rate", `{"base":"reach","format":"table","by":"type"}`},
			{"engagement_rate", `{"base":"followers","aggregate":"ratio_of_sums","by":"topic"}`},
			{"engagement_rate", `{"base":"views","by":"post","format":"table","types":["te xt","video"],"topics":["pajak"]}`},
			{"top_posts", `{"metric":"views","limit":50}`},
			{"top_posts", `{"metric":"engagement_rate","base":"reach","platforms":["instagram"]}`},
			{"content_mix", `{}`},
			{"best_time", `{}`},
			{"benchmark", `{"accounts":["dinkes"]}`},
			{"growth", `{"format":"table"}`},
			{"growth", `{"interval":"day","platforms":["instagram"]}`},
			{"growth", `{"interval":"week","measure":"followers"}`},
			{"insights", `{}`},
		} {
			for _, span := range [][2]time.Time{{start, now}, {start.Add(50*24*time.Hour + 7*time.Minute), now.Add(-20*24*time.Hour - 3*time.Second)}, {now.AddDate(0, 0, -30), now}} {
				want, plain := ask("points", q[0], q[1], span[0], span[1])
				got, byWeek := ask("texts", q[0], q[1], span[0], span[1])
				require.Equal(t, want, got, "%s %s", q, span)
				require.NotContains(t, plain, schema.PostsWeek)
				wanted := strings.Contains(q[1], `"by":"post"`) // then their texts are, which no list holds
				require.Equal(t, !wanted && q[0] != "growth", strings.Contains(byWeek, schema.PostsWeek), "%s", q)
				require.Equal(t, strings.Contains(plain, schema.AccountDay), strings.Contains(byWeek, schema.AccountWeek), "%s", q)
				byDay = byDay || strings.Contains(plain, schema.AccountDay)
			}
		}
		require.True(t, byDay)
		for _, q := range []string{`{"metric":"views","limit":500}`, `{"metric":"likes","types":["video"],"limit":500}`} {
			for _, days := range []int{140, 75, 12} {
				want, _ := ask("changed", "top_posts", q, now.AddDate(0, 0, -days), now)
				got, statements := ask("outdated", "top_posts", q, now.AddDate(0, 0, -days), now)
				require.Equal(t, want, got, days)
				require.Contains(t, statements, schema.PostsWeek)
				before, _ := ask("points", "top_posts", q, now.AddDate(0, 0, -days), now)
				got, _ = ask("before", "top_posts", q, now.AddDate(0, 0, -days), now)
				require.Equal(t, before, got)
			}
		}
		want, _ := ask("points", "content_mix", `{}`, start, now)
		got, statements := ask("older", "content_mix", `{}`, start, now)
		require.Equal(t, want, got)
		require.NotContains(t, statements, schema.PostsWeek, "an older collector wrote since")
		_, statements = ask("texts", "content_mix", `{}`, now.AddDate(0, 0, -2), now)
		require.NotContains(t, statements, schema.PostsWeek, "two days are fewer than the weeks around them")
	})
}
