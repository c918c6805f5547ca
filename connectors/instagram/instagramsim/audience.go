package instagramsim

import (
	"strconv"
	"time"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// parts are how an audience divides, in percent. They sum to less than 100:
// Instagram does not know everybody.
var parts = map[string]map[string]int{
	"age":     {"13-17": 4, "18-24": 27, "25-34": 36, "35-44": 18, "45-54": 8, "55-64": 3, "65+": 1},
	"gender":  {"F": 48, "M": 45, "U": 4},
	"country": {"ID": 94, "MY": 2, "SG": 1},
	"city":    metasim.Cities(31, 9),
}

// demographics is a breakdown of the followers, or of a fifth of them, who
// engaged (…/instagram-platform/api-reference/instagram-user/insights).
func (s *server) demographics(name, breakdown string, a *sim.Account) metasim.Insight {
	people := a.Followers(s.world.Now())
	if name == "engaged_audience_demographics" {
		people /= 5
	}
	results := metasim.Divide(people, parts[breakdown])
	keys := []string{breakdown}
	if name == "engaged_audience_demographics" { // as the documentation's example has it
		keys = []string{"timeframe", breakdown}
		for i, r := range results {
			results[i].Values = []string{"THIS_MONTH", r.Values[0]}
		}
	}
	return metasim.Insight{
		Name: name, Period: "lifetime", Title: name, ID: name + "/lifetime",
		Total: &metasim.Total{Breakdowns: []metasim.Breakdown{{Keys: keys, Results: results}}},
	}
}

// follows are those who came and went.
func follows(a *sim.Account, from, to time.Time) metasim.Insight {
	change := a.Followers(to) - a.Followers(from)
	return metasim.Insight{
		Name: "follows_and_unfollows", Period: "day", Title: "Follows and unfollows", ID: "follows_and_unfollows/day",
		Total: &metasim.Total{Breakdowns: []metasim.Breakdown{{Keys: []string{"follow_type"}, Results: []metasim.Result{
			{Values: []string{"FOLLOWER"}, Value: max(0, change) + 1}, {Values: []string{"NON_FOLLOWER"}, Value: max(0, -change) + 1},
		}}}},
	}
}

// online is how many followers were online in each hour of the last two days in
// Pacific Time. The last day is not counted yet.
func (s *server) online(a *sim.Account) metasim.Insight {
	y, m, d := s.world.Now().In(s.zone).Date()
	insight := metasim.Insight{Name: "online_followers", Period: "lifetime", Title: "Online followers", ID: "online_followers/lifetime"}
	for _, ago := range []int{1, 0} {
		end := time.Date(y, m, d-ago, 0, 0, 0, 0, s.zone)
		hours := map[string]int{}
		for hour := range 24 {
			if ago == 1 {
				hours[strconv.Itoa(hour)] = a.Followers(end) * (30 + hour) / 100
			}
		}
		insight.Values = append(insight.Values, metasim.Value{Value: hours, EndTime: metasim.Stamp(end)})
	}
	return insight
}
