package main

import (
	"regexp"
	"strings"
	"testing"
	"text/template"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// labels and value are what Grafana gives to the templates of a rule.
type labels map[string]string

type value struct {
	Labels labels
	Value  float64
}

// expand does what Grafana does to a label or annotation of a rule. A label that
// is not there is no value.
func expand(t *testing.T, text string, of labels, root string) string {
	t.Helper()
	parsed, err := template.New("").Option("missingkey=invalid").Funcs(template.FuncMap{
		"externalURL": func() string { return root },
		"reReplaceAll": func(pattern, with, text string) string {
			return regexp.MustCompile(pattern).ReplaceAllString(text, with)
		},
	}).Parse(text)
	require.NoError(t, err, text)
	values := map[string]value{}
	for _, refID := range []string{"A", "B", "C", "D"} {
		values[refID] = value{of, -42.4}
	}
	var b strings.Builder
	require.NoError(t, parsed.Execute(&b, map[string]any{"Labels": of, "Values": values, "Value": ""}), text)
	return b.String()
}

func TestRulesExpand(t *testing.T) {
	t.Parallel()
	all := labels{
		"platform": "mastodon", "connector": "mastodon", "account": "dinkes", "topic": "banjir", "name": "banjir", "budget": "money",
		"kind": "topic",
	}
	for _, r := range rules(t) {
		for _, of := range []labels{all, {}} { // without labels where Grafana has no data
			for name, text := range r.Annotations {
				got := expand(t, text, of, "https://grafana.example/")
				require.NotEmpty(t, got, "%s: %s", r.UID, name)
				require.NotContains(t, got, "<no value>", "%s: %s", r.UID, name)
				require.NotContains(t, got, "example//", "%s: %s", r.UID, name)
			}
		}
		for name, text := range r.Labels {
			require.NotContains(t, expand(t, text, labels{}, ""), "<no value>", "%s: %s", r.UID, name)
		}
	}
}

// TestRulesSay holds what people read of −42.4 against what it must be.
func TestRulesSay(t *testing.T) {
	t.Parallel()
	of := labels{"platform": "mastodon", "connector": "mastodon", "account": "dinkes", "topic": "parkir elektronik", "name": "parkir elektronik"}
	for key, want := range map[string]string{
		"id sentiment_shift": "Sentimen bersih topik parkir elektronik turun paling sedikit 42 poin.",
		"en sentiment_shift": "Net sentiment of the topic parkir elektronik fell by 42 points at least.",
		"id follower_drop":   "Akun dinkes di mastodon: pengikut berkurang 42,4% dalam sehari.",
		"en follower_drop":   "Account dinkes on mastodon: followers fell by 42.4% within a day.",
		"id low_engagement":  "Akun dinkes di mastodon: tingkat keterlibatan kiriman sepekan ini -42,40 kali dari empat pekan sebelumnya.",
		"id data_stale":      "Akun dinkes di mastodon terlambat dibaca: datanya basi.",
	} {
		lang, rule, _ := strings.Cut(key, " ")
		require.Equal(t, want, expand(t, catalogue.Text(catalogue.Language(lang), "alert."+rule+".what"), of, ""))
	}
	board := link(place{"pantau-policy-id", 5}, "topic")
	require.Equal(t, "https://grafana.example/d/pantau-policy-id?var-topic=parkir+elektronik", expand(t, board, of, "https://grafana.example/"))
	require.Equal(t, "https://grafana.example/d/pantau-policy-id", expand(t, board, labels{}, "https://grafana.example"))
}

// told is an alert as Grafana gives it to the templates of messages.
type told struct {
	Annotations      map[string]string
	StartsAt, EndsAt time.Time
	SilenceURL       string
}

type list []told

func (l list) Firing() list   { return l[:1] }
func (l list) Resolved() list { return l[1:] }

func TestMessages(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 6, 19, 2, 0, 0, 0, time.UTC)
	annotations := map[string]string{}
	for _, name := range []string{"summary", "certainty", "first_step", "board"} {
		annotations[name], annotations[name+"_en"] = "id "+name, "en "+name
	}
	alerts := list{{annotations, at, at, "https://mute"}, {annotations, at, at.Add(time.Hour), ""}}
	for lang, want := range map[catalogue.Language]string{
		catalogue.Indonesian: `id summary
Sejak: 2026-06-19 09:00 WIB
Seberapa pasti: id certainty
Langkah pertama: id first_step
Buka dasbor: id board
Bisukan: https://mute

Selesai: id summary
Sampai: 2026-06-19 10:00 WIB

`,
		catalogue.English: `en summary
Since: 2026-06-19 09:00 WIB
How sure: en certainty
First step: en first_step
Open the dashboard: en board
Mute: https://mute

Resolved: en summary
Until: 2026-06-19 10:00 WIB

`,
	} {
		parsed, err := template.New("").Option("missingkey=error").Parse(standard(t).message(lang))
		require.NoError(t, err)
		of := map[string]any{"Alerts": alerts, "CommonLabels": map[string]string{"alertname": "Data basi"}}
		var message, title strings.Builder
		require.NoError(t, parsed.ExecuteTemplate(&message, "pantau."+string(lang)+".message", of))
		require.Equal(t, want, message.String())
		require.NoError(t, parsed.ExecuteTemplate(&title, "pantau."+string(lang)+".title", of))
		require.Equal(t, "[Pantau] "+catalogue.Text(lang, "alert.message.firing")+": Data basi (2)", title.String())
	}
}

func TestMessagesOfAnOfficeInPapua(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Asia/Jayapura")
	require.NoError(t, err)
	require.Contains(t, settings{zone: zone}.message(catalogue.English), `.Add 32400000000000).Format "2006-01-02 15:04" }} WIT`)
}
