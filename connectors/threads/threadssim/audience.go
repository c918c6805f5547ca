package threadssim

import (
	"net/http"

	"github.com/pantau/pantau/connectors/meta/metasim"
	"github.com/pantau/pantau/connectors/sim"
)

// parts are how an audience divides, in percent. They sum to less than 100:
// Threads does not know everybody.
var parts = map[string]map[string]int{
	"age":     {"13-17": 3, "18-24": 29, "25-34": 38, "35-44": 17, "45-54": 7, "55-64": 2, "65+": 1},
	"gender":  {"F": 46, "M": 47, "U": 5},
	"country": {"ID": 95, "MY": 2, "SG": 1},
	"city":    metasim.Cities(33, 8),
}

// fewFollowers is the number below which there is nothing about followers.
const fewFollowers = 100

// demographics answers with a breakdown of the followers, which is of now: it
// takes no stretch of time (…/threads/insights).
func (s *server) demographics(w http.ResponseWriter, r *http.Request, a *sim.Account, stretch bool) {
	const name = "follower_demographics"
	by := r.FormValue("breakdown")
	known := parts[by]
	people := a.Followers(s.world.Now())
	switch {
	case stretch:
		metasim.Refuse(w, metasim.Fault{Code: 100, Type: "THApiException", Message: "(#100) since and until can't be used with " + name})
		return
	case known == nil:
		metasim.Refuse(w, metasim.Fault{Code: 100, Type: "THApiException", Message: "(#100) breakdown must be one of country, city, age, gender"})
		return
	case people < fewFollowers:
		metasim.AnswerInsights(w, r, nil)
		return
	}
	metasim.AnswerInsights(w, r, []metasim.Insight{{
		Name: name, Period: "lifetime", Title: name, ID: userID(a.Handle) + "/insights/" + name + "/lifetime",
		Total: &metasim.Total{Breakdowns: []metasim.Breakdown{{Keys: []string{by}, Results: metasim.Divide(people, known)}}},
	}})
}
