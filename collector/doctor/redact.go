package doctor

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/pantau/pantau/collector/config"
	"github.com/pantau/pantau/collector/enrich/scrub"
	"github.com/pantau/pantau/connectors/sdk"
)

const redacted = "[REDACTED]"

// plainSettings are the settings of connectors that are shown as they are. All
// others that are no small number and no yes or no are hidden: what a foreign
// connector calls its secret nobody can know.
var plainSettings = []string{"base_url", "platform", "api"}

// smallNumber is more than the settings that count anything have, and less than most
// numbers that let somebody in; shorter ones have a name that tells.
const smallNumber = 1_000_000

var secretNames = regexp.MustCompile(`(?i)token|secret|pass|key|pin|code|credential`)

// maskedConfig is the configuration as it was understood, comments gone, with
// every secret hidden and the words of topics, which may be persons, counted.
func maskedConfig(c *config.Config) ([]byte, error) {
	shown := *c
	shown.Accounts, shown.Topics = nil, nil
	raw, err := yaml.Marshal(shown) // an sdk.Secret hides itself
	if err != nil {
		return nil, err
	}
	var all map[string]any
	if err := yaml.Unmarshal(raw, &all); err != nil {
		return nil, err
	}
	all["topics"] = len(c.Topics)
	var accounts []map[string]any
	for _, a := range c.Accounts {
		masked := map[string]any{
			"connector": a.Connector, "account": a.Account, "name": a.Name,
			"interval": a.Interval.String(), "history": a.History.String(), "allow_private": a.AllowPrivate,
		}
		for name, value := range a.Settings {
			masked[name] = maskedSetting(name, value)
		}
		accounts = append(accounts, masked)
	}
	all["accounts"] = accounts
	return yaml.Marshal(all)
}

func maskedSetting(name string, value any) any {
	if secretNames.MatchString(name) {
		return redacted
	}
	switch v := value.(type) {
	case bool:
		return v
	case int:
		if v > -smallNumber && v < smallNumber {
			return v
		}
	case float64:
		if v > -smallNumber && v < smallNumber {
			return v
		}
	case string:
		if address, err := sdk.BaseURL(name, v); slices.Contains(plainSettings, name) && (err == nil || !strings.ContainsAny(v, "/:@?#")) {
			if err == nil {
				return address
			}
			return v
		}
	}
	return redacted
}

// Keys of log lines whose values are Pantau's own words and numbers.
var plainKeys = []string{
	"time", "level", "msg", "connector", "account", "accounts", "kind", "measurement", "records", "requests", "took",
	"in", "again_in", "health", "influxdb",
}

const (
	lastLines = 500
	longError = 200 // bytes that are kept of an error
)

// logLines gives the last lines of a log, text or JSON, with what others have
// said taken out: values that are not Pantau's own are cut at the first quote,
// without addresses, names and long numbers.
func logLines(r io.Reader) ([]byte, error) {
	var kept [][]byte
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := logLine(lines.Text()); line != "" {
			kept = append(kept, []byte(line))
		}
		if len(kept) > 2*lastLines {
			kept = slices.Clone(kept[lastLines:])
		}
	}
	return append(bytes.Join(kept[max(0, len(kept)-lastLines):], []byte{'\n'}), '\n'), lines.Err()
}

// logLine keeps what is known of a line; "" if it is none of Pantau's.
func logLine(line string) string {
	var out []string
	for _, pair := range pairs(line) {
		value := pair[1]
		switch {
		case pair[0] == "error":
			value = said(value)
		case !slices.Contains(plainKeys, pair[0]):
			value = redacted
		}
		out = append(out, pair[0]+"="+strconv.Quote(value))
	}
	if len(out) == 0 || !strings.HasPrefix(out[0], "time=") {
		return ""
	}
	return strings.Join(out, " ")
}

// pairs reads a line as slog writes it, in either of its forms.
func pairs(line string) (out [][2]string) {
	if strings.HasPrefix(line, "{") {
		return jsonPairs(line)
	}
	for line != "" {
		key, rest, found := strings.Cut(line, "=")
		if !found || strings.ContainsAny(key, " \"") {
			return out
		}
		var value string
		if quoted, err := strconv.QuotedPrefix(rest); err == nil {
			value, _ = strconv.Unquote(quoted) // it is a quoted prefix
			line = strings.TrimPrefix(rest[len(quoted):], " ")
		} else {
			value, line, _ = strings.Cut(rest, " ")
		}
		out = append(out, [2]string{key, value})
	}
	return out
}

func jsonPairs(line string) (out [][2]string) {
	var node yaml.Node // JSON is YAML, and a node keeps the order
	if yaml.Unmarshal([]byte(line), &node) != nil || len(node.Content) == 0 || node.Content[0].Kind != yaml.MappingNode {
		return nil
	}
	fields := node.Content[0].Content
	for i := 0; i+1 < len(fields); i += 2 {
		out = append(out, [2]string{fields[i].Value, fields[i+1].Value})
	}
	return out
}

var (
	addresses = regexp.MustCompile(`\S*[/@]\S*`)
	numbers   = regexp.MustCompile(`[\d.\- ]{7,}`)
)

// said is what may be shown of an error: the words before anything is quoted.
func said(text string) string {
	text, _, _ = strings.Cut(text, "\n")
	if i := strings.IndexAny(text, "'\"`“‘{["); i >= 0 {
		text = text[:i] + "…"
	}
	scrubber := scrub.New(nil)
	text, _ = scrubber.Text(text)
	text = numbers.ReplaceAllString(addresses.ReplaceAllString(text, "…"), "…")
	if len(text) > longError {
		text = strings.ToValidUTF8(text[:longError], "") + "…"
	}
	return text
}
