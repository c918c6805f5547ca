package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/pantau/pantau/collector/schema/catalogue"
)

// Names of the contact points: for the comms team and for the IT department, and
// the same in English.
const (
	team        = "Pantau"
	teamEnglish = "Pantau (English)"
	itStaff     = "Pantau TI"
)

// placeholder can receive nothing (RFC 2606), so that no message leaves Grafana
// before somebody has said where to.
const placeholder = "pantau@example.invalid"

func contactPoints() []contactPoint {
	email := func(name, uid string, lang catalogue.Language) contactPoint {
		return contactPoint{1, name, []receiver{{uid, "email", map[string]any{
			"addresses": placeholder, "singleEmail": true,
			"subject": fmt.Sprintf(`{{ template "pantau.%s.title" . }}`, lang),
			"message": fmt.Sprintf(`{{ template "pantau.%s.message" . }}`, lang),
		}}}}
	}
	return []contactPoint{
		email(team, "pantau-team", catalogue.Indonesian), email(teamEnglish, "pantau-team-en", catalogue.English),
		email(itStaff, "pantau-it", catalogue.Indonesian),
	}
}

// night is the name of the hours in which what can wait does.
const night = "pantau-malam"

// policies send operation to the IT department and hold back at night what can
// wait until the morning.
func policies() []policy {
	return []policy{{1, route{
		Receiver: team, GroupBy: []string{"grafana_folder", "alertname"},
		GroupWait: "1m", GroupInterval: "10m", RepeatInterval: "12h",
		Routes: []route{
			{Receiver: itStaff, Matchers: [][3]string{{"source", "=", "pantau"}, {"area", "=", "operation"}}},
			{Receiver: team, Matchers: [][3]string{{"source", "=", "pantau"}, {"severity", "=", "info"}}, MuteTimes: []string{night}, RepeatInterval: "3d"},
		},
	}}}
}

func (s settings) muteTimes() []muteTime {
	return []muteTime{{1, night, []interval{{[]clock{{"21:00", "24:00"}, {"00:00", "06:00"}}, s.zone.String()}}}}
}

// templates are the messages, in each language.
func (s settings) templates() []messages {
	var out []messages
	for _, lang := range catalogue.Languages {
		out = append(out, messages{1, "pantau-" + string(lang), s.message(lang)})
	}
	return out
}

const message = `{{ define "pantau.LANG.title" }}[Pantau] {{ if .Alerts.Firing }}<firing>{{ else }}<resolved>{{ end }}: {{ .CommonLabels.alertname }} ({{ len .Alerts }}){{ end }}
{{ define "pantau.LANG.alert" }}{{ .Annotations.summary_ }}
<since>: {{ (.StartsAt.UTC.Add OFFSET).Format "2006-01-02 15:04" }} ZONE
<sure>: {{ .Annotations.certainty_ }}
<step>: {{ .Annotations.first_step_ }}
<board>: {{ .Annotations.board_ }}
<mute>: {{ .SilenceURL }}
{{ end }}
{{ define "pantau.LANG.message" }}{{ range .Alerts.Firing }}{{ template "pantau.LANG.alert" . }}
{{ end }}{{ range .Alerts.Resolved }}<resolved>: {{ .Annotations.summary_ }}
<until>: {{ (.EndsAt.UTC.Add OFFSET).Format "2006-01-02 15:04" }} ZONE

{{ end }}{{ end }}
`

// message fills in the words. Grafana writes times in UTC, and old versions have
// no function that changes the zone; Indonesia's have no summer time, so an
// offset does.
func (s settings) message(lang catalogue.Language) string {
	suffix := ""
	if lang != catalogue.Indonesian {
		suffix = "_" + string(lang)
	}
	abbreviation, offset := time.Date(2026, 1, 1, 0, 0, 0, 0, s.zone).Zone()
	pairs := []string{"LANG", string(lang), "OFFSET", fmt.Sprint(int64(offset) * int64(time.Second)), "ZONE", abbreviation}
	for _, name := range []string{"summary", "certainty", "first_step", "board"} {
		pairs = append(pairs, "."+name+"_ ", "."+name+suffix+" ")
	}
	for _, word := range []string{"firing", "resolved", "since", "until", "sure", "step", "board", "mute"} {
		pairs = append(pairs, "<"+word+">", catalogue.Text(lang, "alert.message."+word))
	}
	return strings.NewReplacer(pairs...).Replace(message)
}
