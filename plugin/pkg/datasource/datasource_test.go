package datasource

import (
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/grafana/grafana-plugin-sdk-go/backend"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/pantau/pantau/collector/schema/catalogue"
	"github.com/pantau/pantau/collector/schema/influxtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func instance(t *testing.T, settings backend.DataSourceInstanceSettings) *Datasource {
	t.Helper()
	made, err := New(t.Context(), settings)
	require.NoError(t, err)
	d := made.(*Datasource)
	t.Cleanup(d.Dispose)
	return d
}

func settingsFor(url, bucket, token, language string) backend.DataSourceInstanceSettings {
	raw, _ := json.Marshal(map[string]string{"bucket": bucket, "language": language, "org": influxtest.Organization})
	return backend.DataSourceInstanceSettings{
		URL: url, JSONData: raw, DecryptedSecureJSONData: map[string]string{"token": token},
	}
}

func TestReadSettings(t *testing.T) {
	t.Parallel()
	s, err := ReadSettings(backend.DataSourceInstanceSettings{
		URL:                     " http://127.0.0.1:8086 ",
		JSONData:                []byte(`{"org":"kota","bucket":"pantau","timeZone":"Asia/Makassar","language":"en","peerGroups":[{"name":" tetangga ","accounts":["kab_a"]}]}`),
		DecryptedSecureJSONData: map[string]string{"token": " pantau:x\n"},
	})
	require.NoError(t, err)
	require.Equal(t, Settings{
		URL: "http://127.0.0.1:8086", Organization: "kota", Bucket: "pantau", Zone: s.Zone, Language: catalogue.English, token: "pantau:x",
		Peers: map[string][]string{"tetangga": {"kab_a"}},
	}, s)
	require.Equal(t, "Asia/Makassar", s.Zone.String())

	s, err = ReadSettings(backend.DataSourceInstanceSettings{JSONData: []byte(`{"url":"https://db","organization":"o","bucket":"b"}`)})
	require.NoError(t, err)
	require.Equal(t, "https://db", s.URL)
	require.Equal(t, DefaultZone, s.Zone.String())
	require.Equal(t, catalogue.Indonesian, s.Language)
}

func TestReadSettingsRefuses(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		`{"bucket":"b"}`:                                                     "url is empty",
		`{"url":"http://db:8086"}`:                                           "bucket is empty",
		`{"url":"db","bucket":"b"}`:                                          "write it as http://host:port",
		`{"url":"http://u:geheim@db","bucket":"b"}`:                          "put them in the token field",
		`{"url":"http://db","bucket":"b","timeZone":"Mars/Olympus"}`:         `timeZone: "Mars/Olympus" is not a time zone`,
		`{"url":"http://db","bucket":"b","timeZone":"Local"}`:                "timeZone",
		`{"url":"http://db","bucket":"b","timeZone":"../etc/passwd"}`:        "timeZone",
		`{"url":"http://db","bucket":"b","timeZone":"UTC') ; DROP x"}`:       "timeZone",
		`{"url":"http://db","bucket":"b","peerGroups":[{"accounts":["a"]}]}`: "a group has no name",
		`{"url":"http://db","bucket":"b","peerGroups":[{"name":"a","accounts":["x"]},{"name":"a","accounts":["y"]}]}`: `two groups are called "a"`,
		`{"url":"http://db","bucket":"b","peerGroups":[{"name":"a"}]}`:                                                `"a" has no accounts`,
		`[]`: "jsonData",
	} {
		_, err := ReadSettings(backend.DataSourceInstanceSettings{JSONData: []byte(raw)})
		require.ErrorContains(t, err, want, raw)
		require.NotContains(t, err.Error(), "geheim")
	}
}

func check(t *testing.T, d *Datasource) (*backend.CheckHealthResult, health) {
	t.Helper()
	got, err := d.CheckHealth(t.Context(), &backend.CheckHealthRequest{})
	require.NoError(t, err)
	var details health
	require.NoError(t, json.Unmarshal(got.JSONDetails, &details))
	return got, details
}

func TestHealthOfRealServers(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "pantau")
		got, details := check(t, instance(t, settingsFor(s.URL, "pantau", s.Token, "en")))
		require.Equal(t, backend.HealthStatusOk, got.Status)
		require.Equal(t, "no_data", details.Code)
		require.Contains(t, got.Message, "there is no data yet")
		require.Contains(t, details.Fix, "pantau run")
		require.Contains(t, details.Fix, "(see docs/en/troubleshoot.md#grafana)")

		s.Write(t, "pantau", "pantau_poll,connector=mastodon,account=dinkes records=1")
		got, details = check(t, instance(t, settingsFor(s.URL, "pantau", s.Token, "id")))
		require.Equal(t, "ok", details.Code)
		require.Contains(t, got.Message, "Terhubung ke bucket pantau. Pengumpul terakhir berjalan: ")
		require.WithinDuration(t, time.Now(), *details.Newest, time.Minute)
		require.NotContains(t, details.Fix, "docs/", "nothing is to be explained")

		got, details = check(t, instance(t, settingsFor(s.URL, "elsewhere", s.Token, "en")))
		require.Equal(t, backend.HealthStatusError, got.Status)
		require.Equal(t, "bucket_not_found", details.Code)
		require.Contains(t, got.Message, "no bucket elsewhere")

		got, details = check(t, instance(t, settingsFor(s.URL, "pantau", "tester:geheim", "en")))
		require.Equal(t, backend.HealthStatusError, got.Status)
		require.Equal(t, "unauthorised", details.Code)
		require.NotContains(t, got.Message+string(got.JSONDetails), "geheim")
	})
}

func TestHealthElsewhere(t *testing.T) {
	t.Parallel()
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<html>"))
	}))
	t.Cleanup(web.Close)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, l.Close())
	for code, s := range map[string]backend.DataSourceInstanceSettings{
		"settings":     settingsFor("", "b", "geheim", "en"),
		"unreachable":  settingsFor("http://"+l.Addr().String(), "b", "geheim", "en"),
		"not_influxdb": settingsFor(web.URL, "b", "geheim", "en"),
	} {
		d := instance(t, s)
		got, details := check(t, d)
		require.Equal(t, backend.HealthStatusError, got.Status)
		require.Equal(t, code, details.Code)
		require.Contains(t, details.Fix, " (see docs/en/troubleshoot.md#grafana)")
		require.NotContains(t, got.Message, "health.", "a text is missing")
		require.NotContains(t, got.Message+string(got.JSONDetails), "geheim")
		out, err := d.QueryData(t.Context(), &backend.QueryDataRequest{Queries: []backend.DataQuery{{
			RefID: "A", JSON: []byte(`{"queryType":"sentiment"}`),
			TimeRange: backend.TimeRange{From: time.Unix(0, 0), To: time.Unix(1, 0)},
		}}})
		require.NoError(t, err)
		require.Error(t, out.Responses["A"].Error, code)
		require.Equal(t, backend.ErrorSourceDownstream, out.Responses["A"].ErrorSource)
	}
}

func TestEveryHealthCodeHasTexts(t *testing.T) {
	t.Parallel()
	for _, code := range []string{
		"ok", "no_data", "settings", "internal", "unreachable", "unauthorised", "bucket_not_found", "timeout",
		"too_large", "not_influxdb", "refused",
	} {
		require.True(t, catalogue.Has("health."+code+".message"), code)
		require.True(t, catalogue.Has("health."+code+".fix"), code)
	}
}

func call(t *testing.T, d *Datasource, method, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	d.routes().ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w.Code, w.Body.String()
}

func TestResources(t *testing.T) {
	t.Parallel()
	influxtest.Each(t, func(t *testing.T, s *influxtest.Server) {
		s.Bucket(t, "pantau")
		now := time.Now()
		s.Write(t, "pantau", "post,platform=mastodon,account=dinkes,type=text likes=1\n"+
			"mention,platform=bluesky,account=pemkot,kind=reply score=0.5\n"+
			"topic_10m,platform=bluesky,account=pemkot,topic=banjir mentions=1\n"+
			"topic_10m,platform=bluesky,account=dinkes,topic=vaksinasi mentions=1\n"+
			"topic_10m,platform=bluesky,account=dinkes,topic=sampah mentions=1\n"+
			"topic_1d,platform=bluesky,account=pemkot,topic=banjir mentions=5\n"+
			"topic_1d,platform=bluesky,account=dinkes,topic=vaksinasi mentions=9\n"+
			"volume,platform=x,account=pemkot,query=mudik,length=1h0m0s count=1\n")
		d := instance(t, settingsFor(s.URL, "pantau", s.Token, "en"))
		for path, want := range map[string]string{
			"/platforms":                                   `["bluesky","mastodon"]`,
			"/accounts":                                    `["dinkes","pemkot"]`,
			"/accounts?platforms=mastodon":                 `["dinkes"]`,
			"/accounts?platforms={mastodon,bluesky}":       `["dinkes","pemkot"]`,
			"/accounts?platforms=$__all":                   `["dinkes","pemkot"]`,
			"/accounts?platforms=nothing'%20OR%201=1%20--": `[]`,
			"/topics": `["vaksinasi","banjir","sampah"]`, // the most spoken of first
			"/topics?platforms=bluesky&accounts=pemkot":  `["banjir"]`,
			"/topics?platforms=mastodon&accounts=pemkot": `[]`,
			"/topics?accounts={pemkot,dinkes}":           `["vaksinasi","banjir","sampah"]`,
			"/types?accounts=pemkot":                     `[]`,
			"/queries":                                   `["mudik"]`,
			"/queries?accounts=dinkes":                   `[]`,
			"/types":                                     `["text"]`,
		} {
			status, body := call(t, d, http.MethodGet, path)
			require.Equal(t, http.StatusOK, status, path)
			require.JSONEq(t, want, body, path)
		}
		require.Less(t, time.Since(now), time.Hour)
		status, body := call(t, instance(t, settingsFor(s.URL, "pantau", "geheim", "en")), http.MethodGet, "/topics")
		require.Equal(t, http.StatusBadGateway, status)
		require.Contains(t, body, `"message"`)
		require.NotContains(t, body, "geheim")
	})
}

func TestResourceLimits(t *testing.T) {
	t.Parallel()
	d := instance(t, settingsFor("http://127.0.0.1:1", "b", "", "en"))
	status, body := call(t, d, http.MethodGet, "/nothing")
	require.Equal(t, http.StatusNotFound, status)
	require.Contains(t, body, "there are GET /descriptors")
	status, _ = call(t, d, http.MethodPost, "/platforms")
	require.Equal(t, http.StatusNotFound, status)
	for _, filter := range []string{"platforms", "accounts"} {
		status, body = call(t, d, http.MethodGet, "/topics?"+filter+"=a"+strings.Repeat(",a", maxFilters))
		require.Equal(t, http.StatusBadRequest, status)
		require.Contains(t, body, filter+": too many; name at most 100")
	}
	status, body = call(t, d, http.MethodGet, "/descriptors")
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, body, `"id":"collector_health"`)
	status, body = call(t, instance(t, settingsFor("", "b", "", "en")), http.MethodGet, "/topics")
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, body, "url is empty")
}
