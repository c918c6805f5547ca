package linkedin

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pantau/pantau/connectors/sdk"
)

// names turns the URNs of LinkedIn's standardized data into words.
type names struct {
	Geo      map[string]string `json:"geo"`      // by number
	Industry map[string]string `json:"industry"` // by number
	Asked    time.Time         `json:"asked"`    // when last asked for, also in vain
}

const (
	keptNames = "names" // under which they are kept
	mostNames = 100     // asked for at once
	askAgain  = 30 * 24 * time.Hour
)

// countries are the places whose followers an Indonesian office has, by the
// numbers of LinkedIn's geo data; other countries stand with their names (M: the
// numbers are from public code).
var countries = map[string]string{
	"102478259": "ID", "103644278": "US", "102454443": "SG", "106808692": "MY", "102713980": "IN", "101452733": "AU",
	"101355337": "JP", "101165590": "GB", "101282230": "DE", "102890719": "NL", "102890883": "CN", "103121230": "PH",
	"105146118": "TH", "104195383": "VN", "104305776": "AE", "100459316": "SA", "105149562": "KR",
}

// functions and seniorities are small and fixed:
// https://learn.microsoft.com/en-us/linkedin/shared/references/reference-tables/job-function-codes.
var functions = []string{
	"Accounting", "Administrative", "Arts and Design", "Business Development", "Community and Social Services", "Consulting",
	"Education", "Engineering", "Entrepreneurship", "Finance", "Healthcare Services", "Human Resources", "Information Technology",
	"Legal", "Marketing", "Media and Communication", "Military and Protective Services", "Operations", "Product Management",
	"Program and Project Management", "Purchasing", "Quality Assurance", "Real Estate", "Research", "Sales", "Support",
}

var seniorities = []string{"Unpaid", "Training", "Entry", "Senior", "Manager", "Director", "VP", "CXO", "Partner", "Owner"}

func (n *names) country(urn string) string {
	if code := countries[number(urn)]; code != "" {
		return code
	}
	return n.geo(urn)
}

func (n *names) geo(urn string) string       { return word(n.Geo, urn) }
func (n *names) industry(urn string) string  { return word(n.Industry, urn) }
func (n *names) function(urn string) string  { return nth(functions, urn) }
func (n *names) seniority(urn string) string { return nth(seniorities, urn) }
func (n *names) plain(s string) string       { return strings.ToLower(s) }

// companySize writes SIZE_51_TO_200 as 51-200, and SIZE_10001_OR_MORE as 10001+.
func (n *names) companySize(s string) string {
	s = strings.TrimPrefix(s, "SIZE_")
	return strings.Replace(strings.Replace(s, "_TO_", "-", 1), "_OR_MORE", "+", 1)
}

// number is what a URN ends in.
func number(urn string) string { return urn[strings.LastIndex(urn, ":")+1:] }

// word is the name of a number, or the URN without its beginning.
func word(known map[string]string, urn string) string {
	if name := known[number(urn)]; name != "" {
		return name
	}
	return strings.TrimPrefix(urn, "urn:li:")
}

func nth(all []string, urn string) string {
	for i, name := range all {
		if number(urn) == strconv.Itoa(i+1) {
			return name
		}
	}
	return strings.TrimPrefix(urn, "urn:li:")
}

// namesFor gives the names of the regions and industries that were met. Those
// not known yet are asked for, but not every day where LinkedIn does not tell.
func (r *run) namesFor(ctx context.Context, met []followerStatisticsJSON) (*names, error) {
	known := names{Geo: map[string]string{}, Industry: map[string]string{}}
	r.own.Get(keptNames, &known)
	geo, industry := map[string]bool{}, map[string]bool{}
	for _, s := range met {
		for _, f := range slices.Concat(s.ByGeo, s.ByCountry) {
			want(geo, known.Geo, f.Geo+f.Country)
		}
		for _, f := range s.ByIndustry {
			want(industry, known.Industry, f.Industry)
		}
	}
	if len(geo)+len(industry) == 0 || r.now.Sub(known.Asked) < askAgain {
		return &known, nil
	}
	err := r.askNames(ctx, "geo", geo, known.Geo)
	if err == nil {
		err = r.askNames(ctx, "industries", industry, known.Industry)
	}
	if err != nil && (ctx.Err() != nil || sdk.KindOf(err) == sdk.RateLimited || sdk.KindOf(err) == sdk.Transient) {
		return nil, err
	}
	known.Asked = r.now.UTC()
	if err := r.own.Put(keptNames, known); err != nil {
		return nil, sdk.Errorf(sdk.Permanent, "keeping LinkedIn's names of regions: %w", err)
	}
	return &known, nil
}

// want notes a number without a name.
func want(wanted map[string]bool, known map[string]string, urn string) {
	if n := number(urn); n != "" && known[n] == "" && countries[n] == "" {
		wanted[n] = true
	}
}

// nameJSON is a name in either of the forms of standardized data:
// https://learn.microsoft.com/en-us/linkedin/shared/references/v2/standardized-data.
type nameJSON struct {
	Default struct {
		Value string `json:"value"`
	} `json:"defaultLocalizedName"`
	Name struct {
		Localized map[string]string `json:"localized"`
	} `json:"name"`
}

// askNames asks for names. Standardized data is not part of the versioned API
// (M: from public code).
func (r *run) askNames(ctx context.Context, resource string, wanted map[string]bool, known map[string]string) error {
	v2 := strings.TrimSuffix(r.config.BaseURL, "/rest") + "/v2/"
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), mostNames) {
		var said batchJSON
		if err := r.get(ctx, methodBatchGet, v2+resource+"?ids="+list(chunk), &said); err != nil {
			return err
		}
		for n, raw := range said.Results {
			var name nameJSON
			if json.Unmarshal(raw, &name) != nil {
				continue // the number stands for it
			}
			if text := name.Default.Value; text != "" {
				known[n] = text
			} else if text := name.Name.Localized["en_US"]; text != "" {
				known[n] = text
			}
		}
	}
	return nil
}
