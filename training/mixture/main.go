// Command mixture finds how much the transformer's and the fast reader's
// opinions weigh together in the accurate reader:
//
//	go run ./training/mixture --data DIR --out FILE
//
// Both readers' weights are those in the binary. It fits on the validation
// splits, prints scores measured by halves and writes the weights.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/training/fit"
	"github.com/pantau/pantau/training/measure"
	"github.com/pantau/pantau/training/validation"
)

func main() {
	data := flag.String("data", "", "folder that holds sentiment")
	out := flag.String("out", "", "file to write the weights to")
	flag.Parse()
	if err := run(os.Stdout, *data, *out, sentiment.Transformed(), sentiment.Fast()); err != nil {
		fmt.Fprintln(os.Stderr, "weighing the readers:", err)
		os.Exit(1)
	}
}

func run(w io.Writer, data, out string, readers ...sentiment.Reader) error {
	if data == "" || out == "" {
		return errors.New("usage: mixture --data DIR --out FILE")
	}
	groups, err := validation.Read(data)
	if err != nil {
		return err
	}
	samples := validation.Joined(groups)
	opinions := opinionsOf(samples, readers)
	if err := reportHalves(w, groups, opinions); err != nil {
		return err
	}
	weights, err := weigh(opinions, samples)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "weights: %+v\n", weights)
	raw, err := json.MarshalIndent(weights, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(raw, '\n'), 0o644)
}

// opinionsOf asks every reader about every text.
func opinionsOf(samples []fit.Sample, readers []sentiment.Reader) [][][]float64 {
	out := make([][][]float64, len(samples))
	for _, r := range readers {
		for i, reading := range validation.Readings(validation.Texts(samples), r) {
			out[i] = append(out[i], reading.Probabilities[:])
		}
	}
	return out
}

// shares are what the fast reader's opinion weighs beside the transformer's in
// languages that the transformer knows. The validation splits would have it weigh
// more, and lean to a class by biases, but they are from the sources that it learnt
// its words in; on comments from elsewhere it is wrong where words mislead.
var shares = map[sentiment.Group]float64{sentiment.Taught: 0.1, sentiment.Related: 1}

// weigh fits the weights of every group: with a share their factor only, in other
// languages the two factors and a bias a class.
func weigh(opinions [][][]float64, samples []fit.Sample) (sentiment.Weights, error) {
	var w sentiment.Weights
	said, of := map[sentiment.Group][][][]float64{}, map[sentiment.Group][]fit.Sample{}
	for i, s := range samples {
		g := sentiment.GroupOf(s.Text)
		said[g], of[g] = append(said[g], opinions[i]), append(of[g], s)
	}
	if len(of[sentiment.Taught]) == 0 || len(of[sentiment.Related]) == 0 || len(of[sentiment.Other]) == 0 {
		return w, errors.New("the validation splits must hold Indonesian or English texts, Javanese, Sundanese or Minangkabau ones, and others")
	}
	for g, share := range shares {
		together := make([][]float64, len(said[g]))
		for i, o := range said[g] {
			together[i] = fit.Pooled(o, []float64{1, share}, make([]float64, len(o[0])))
		}
		factor := fit.Temper(together, of[g])
		*w.Of(g) = sentiment.Pool{Accurate: factor, Fast: share * factor}
	}
	factors, bias := fit.Pool(said[sentiment.Other], of[sentiment.Other])
	w.Other = sentiment.Pool{Accurate: factors[0], Fast: factors[1], Biases: [3]float64(bias)}
	return w, nil
}

// together is what the readers say of a text with these weights.
func together(w sentiment.Weights, text string, opinions [][]float64) []float64 {
	p := w.Of(sentiment.GroupOf(text))
	return fit.Pooled(opinions, []float64{p.Accurate, p.Fast}, p.Biases[:])
}

// reportHalves prints what the readers score alone and together, the weights
// fitted on one half of the texts and measured on the other.
func reportHalves(w io.Writer, groups []validation.Group, opinions [][][]float64) error {
	read, err := byHalves(validation.Joined(groups), opinions)
	if err != nil {
		return err
	}
	at := 0
	fmt.Fprintf(w, "%-20s %8s %8s %8s\n", "macro-F1", "accurate", "fast", "together")
	var mean [3]float64
	for _, g := range groups {
		row := [3]float64{}
		for k := range row {
			table := measure.NewConfusion(validation.Classes())
			for i, s := range g.Samples {
				p := read[at+i]
				if k < 2 {
					p = opinions[at+i][k]
				}
				table.Add(s.Class, measure.Likeliest(p))
			}
			row[k] = table.MacroF1()
			if g.IsNusaX() {
				mean[k] += row[k] / float64(len(groups)-1)
			}
		}
		fmt.Fprintf(w, "%-20s %8.1f %8.1f %8.1f\n", g.Name, row[0], row[1], row[2])
		at += len(g.Samples)
	}
	fmt.Fprintf(w, "%-20s %8.1f %8.1f %8.1f\n", "NusaX average", mean[0], mean[1], mean[2])
	fmt.Fprintf(w, "expected calibration error together, by halves: %.3f\n", calibrationError(validation.Joined(groups), read))
	return nil
}

// byHalves reads every text with weights fitted on the half that it is not in.
func byHalves(samples []fit.Sample, opinions [][][]float64) ([][]float64, error) {
	out := make([][]float64, len(samples))
	for half := range 2 {
		var fitted []fit.Sample
		var known [][][]float64
		for i := range samples {
			if i%2 == half {
				fitted, known = append(fitted, samples[i]), append(known, opinions[i])
			}
		}
		w, err := weigh(known, fitted)
		if err != nil {
			return nil, err
		}
		for i, s := range samples {
			if i%2 != half {
				out[i] = together(w, s.Text, opinions[i])
			}
		}
	}
	return out, nil
}

func calibrationError(samples []fit.Sample, read [][]float64) float64 {
	var c measure.Calibration
	for i, s := range samples {
		k := measure.Likeliest(read[i])
		c.Add(read[i][k], k == s.Class, s.Weight)
	}
	return c.Error()
}
