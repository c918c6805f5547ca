package metasim

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var now = time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)

// ask sends a call with a token in the header through a gate.
func ask(g *Gate, next http.HandlerFunc, address, token string) (*httptest.ResponseRecorder, map[string]any) {
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, address, http.NoBody)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	g.Guard(next).ServeHTTP(w, r)
	var body map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil {
		body = nil // shows in what is expected of it
	}
	return w, body
}

func code(body map[string]any) any {
	e, _ := body["error"].(map[string]any)
	return e["code"]
}

func fine(w http.ResponseWriter, _ *http.Request) {
	Answer(w, http.StatusOK, map[string]bool{"ok": true})
}

func TestTheGateAsksForAGoodToken(t *testing.T) {
	t.Parallel()
	g := NewGate(Options{Tokens: map[string]Token{"good": {}, "old": {Expires: now}}}, func() time.Time { return now }, "")
	_, body := ask(g, fine, "/v25.0/me", "good")
	require.Equal(t, true, body["ok"])
	_, body = ask(g, fine, "/v25.0/me?access_token=good", "")
	require.Equal(t, true, body["ok"], "it may stand in the address")
	for token, want := range map[string]any{"": 2500.0, "bad": 190.0, "old": 190.0} {
		_, body = ask(g, fine, "/v25.0/me", token)
		require.Equal(t, want, code(body), token)
	}
}

func TestTheGateCountsCallsAndSaysSo(t *testing.T) {
	t.Parallel()
	g := NewGate(Options{Tokens: map[string]Token{"a": {}, "b": {}}, Limit: 4, Page: 80002, Regain: 20 * time.Minute}, nil, "instagram")
	for _, used := range []string{`"call_count":25`, `"call_count":50`, `"call_count":75`, `"call_count":100`} {
		w, _ := ask(g, fine, "/", "a")
		require.Contains(t, w.Header().Get("X-Business-Use-Case-Usage"), used)
	}
	w, body := ask(g, fine, "/", "a")
	require.Equal(t, 80002.0, code(body))
	require.Contains(t, w.Header().Get("X-Business-Use-Case-Usage"), `"estimated_time_to_regain_access":20`)
	_, body = ask(g, fine, "/", "b")
	require.Equal(t, true, body["ok"], "others go on")
}

func TestPagesLeadToTheEnd(t *testing.T) {
	t.Parallel()
	g := NewGate(Options{Tokens: map[string]Token{"good": {}}}, nil, "")
	list := func(w http.ResponseWriter, r *http.Request) { g.Page(w, r, []any{1, 2, 3}, Edge{Usual: 2, Most: 2}) }
	_, body := ask(g, list, "/v25.0/1/media?fields=id", "good")
	require.Len(t, body["data"], 2)
	paging, _ := body["paging"].(map[string]any)
	link, _ := paging["next"].(string)
	require.Contains(t, link, "access_token=good", "as Meta does, which clients must not pass on")
	_, body = ask(g, list, link, "good")
	require.Len(t, body["data"], 1)
	paging, _ = body["paging"].(map[string]any)
	require.NotContains(t, paging, "next")
	_, body = ask(g, list, "/v25.0/1/media?after=nonsense", "good")
	require.Equal(t, 100.0, code(body))
}

func TestOneWrongMetricRefusesAll(t *testing.T) {
	t.Parallel()
	g := NewGate(Options{Dead: []string{"old"}}, nil, "")
	for metrics, want := range map[string]string{
		"reach":       "",
		"reach,old":   "metric[1] must be one of the following values: reach, elsewhere",
		"elsewhere":   "does not support the elsewhere metric",
		"reach,wrong": "metric[1] must be one of",
		"":            "required",
	} {
		w := httptest.NewRecorder()
		names := strings.FieldsFunc(metrics, func(c rune) bool { return c == ',' })
		require.Equal(t, want != "", g.Refuses(w, names, []string{"reach", "old"}, []string{"elsewhere"}), metrics)
		require.Contains(t, w.Body.String(), want)
	}
}

func TestServersMisbehaveAsTheyAreTold(t *testing.T) {
	t.Parallel()
	list := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		Answer(w, http.StatusOK, map[string]any{"data": []int{1, 2}})
	})
	say := func(trouble Trouble) (int, string) {
		w := httptest.NewRecorder()
		Misbehave(list, func(*http.Request) Trouble { return trouble }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", http.NoBody))
		return w.Code, strings.TrimSpace(w.Body.String())
	}
	for trouble, want := range map[Trouble]string{
		Fine: `{"data":[1,2]}`, Doubled: `{"data":[1,2,1,2]}`, Reordered: `{"data":[2,1]}`, Half: `{"data"`,
	} {
		status, body := say(trouble)
		require.Equal(t, http.StatusOK, status)
		require.Equal(t, want, body)
	}
	for trouble, want := range map[Trouble]int{Storm: http.StatusTooManyRequests, Down: http.StatusServiceUnavailable} {
		status, _ := say(trouble)
		require.Equal(t, want, status)
	}
	_, body := say(WebPage)
	require.Contains(t, body, "<html>")
	require.PanicsWithValue(t, http.ErrAbortHandler, func() { say(Reset) })
}

func TestMetricsAreWrittenInTwoWays(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{"views,reach": {"views", "reach"}, `["views","reach"]`: {"views", "reach"}, "": {}, "[]": {}} {
		r := httptest.NewRequest(http.MethodGet, "/?"+url.Values{"metric": {text}}.Encode(), http.NoBody)
		require.ElementsMatch(t, want, Metrics(r), text)
	}
}
