package sdk

import (
	"time"

	"github.com/pantau/pantau/collector/schema"
	"github.com/pantau/pantau/connectors/sdk/wire"
)

func infoToWire(i Info) *wire.InfoReply {
	out := &wire.InfoReply{
		Id: i.ID, Name: i.Name, Version: i.Version, IntervalS: int64(i.Interval / time.Second),
		Secrets: i.Secrets, SettingsSchema: i.Schema, Consent: i.Consent, SpeaksFor: i.SpeaksFor, Independent: i.Independent,
		Terms: termsToWire(i.Terms),
	}
	for _, k := range i.Records {
		out.Records = append(out.Records, string(k))
	}
	for _, c := range i.Capabilities {
		out.Capabilities = append(out.Capabilities, &wire.Capability{
			Of: string(c.Of), Metric: c.Metric, Native: c.Native, Reason: string(c.Reason),
			Permission: c.Permission, Media: c.Media, Versions: c.Versions, Source: c.Source, Status: c.Status, Note: c.Note,
		})
	}
	for _, b := range i.Breaks {
		out.Breaks = append(out.Breaks, &wire.Break{
			Id: b.ID, At: fromTime(b.At), Of: string(b.Of), Metrics: b.Metrics, Message: b.Message,
		})
	}
	return out
}

func termsToWire(t Terms) *wire.Terms {
	out := &wire.Terms{Url: t.URL, DerivedMetrics: t.DerivedMetrics, CompareOwners: t.CompareOwners, Note: t.Note}
	for _, r := range t.Retention {
		out.Retention = append(out.Retention, &wire.Retention{Of: string(r.Of), Days: int64(r.Days), Why: r.Why})
	}
	return out
}

func infoFromWire(w *wire.InfoReply) Info {
	out := Info{
		ID: w.GetId(), Name: w.GetName(), Version: w.GetVersion(), Interval: time.Duration(w.GetIntervalS()) * time.Second,
		Secrets: w.GetSecrets(), Schema: w.GetSettingsSchema(), Consent: w.GetConsent(), SpeaksFor: w.GetSpeaksFor(), Independent: w.GetIndependent(),
		Terms: termsFromWire(w.GetTerms()),
	}
	for _, k := range w.GetRecords() {
		out.Records = append(out.Records, RecordKind(k))
	}
	for _, c := range w.GetCapabilities() {
		out.Capabilities = append(out.Capabilities, Capability{
			Of: RecordKind(c.GetOf()), Metric: c.GetMetric(), Native: c.GetNative(), Reason: schema.Reason(c.GetReason()),
			Permission: c.GetPermission(), Media: c.GetMedia(), Versions: c.GetVersions(), Source: c.GetSource(),
			Status: c.GetStatus(), Note: c.GetNote(),
		})
	}
	for _, b := range w.GetBreaks() {
		out.Breaks = append(out.Breaks, Break{
			ID: b.GetId(), At: toTime(b.GetAt()), Of: RecordKind(b.GetOf()), Metrics: b.GetMetrics(), Message: b.GetMessage(),
		})
	}
	return out
}

func termsFromWire(w *wire.Terms) Terms {
	t := Terms{URL: w.GetUrl(), DerivedMetrics: w.GetDerivedMetrics(), CompareOwners: w.GetCompareOwners(), Note: w.GetNote()}
	for _, r := range w.GetRetention() {
		t.Retention = append(t.Retention, Retention{Of: RecordKind(r.GetOf()), Days: int(r.GetDays()), Why: r.GetWhy()})
	}
	return t
}
