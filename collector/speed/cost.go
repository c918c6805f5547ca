package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"time"

	"github.com/pantau/pantau/collector/usage"
)

// cost is what a task cost.
type cost struct {
	N      int           `json:"n"` // pieces of work done
	Took   time.Duration `json:"took"`
	Work   time.Duration `json:"work"`   // processor time of those who did it
	Memory int64         `json:"memory"` // most that they had resident at once, in bytes
	After  time.Duration `json:"after"`  // processor time of what could wait until then
	Served time.Duration `json:"-"`      // processor time of the database meanwhile
}

// rate is pieces a second.
func (c cost) rate() float64 { return float64(c.N) / c.Took.Seconds() }

// aCore is pieces in a second of processor time.
func (c cost) aCore() float64 { return float64(c.N) / c.Work.Seconds() }

func took(c cost) float64   { return c.Took.Seconds() }
func worked(c cost) float64 { return c.Work.Seconds() }
func held(c cost) float64   { return float64(c.Memory) }
func after(c cost) float64  { return c.After.Seconds() }
func served(c cost) float64 { return c.Served.Seconds() }

// stopwatch times the part of a child's task that counts.
type stopwatch struct{ cost cost }

func (s *stopwatch) time(do func() error) error {
	began, before := time.Now(), usage.Work(os.Getpid())
	err := do()
	s.cost.Took += time.Since(began)
	s.cost.Work += usage.Work(os.Getpid()) - before
	return err
}

// task is what a child is told.
type task struct {
	URL, Org, Bucket, Token string
	Dir, File               string
	For                     time.Duration
	Lists                   bool
	watch                   *stopwatch
}

// inChild does a task in another process of this program.
func inChild(ctx context.Context, name string, t task) (cost, error) {
	var c cost
	self, err := os.Executable()
	if err != nil {
		return c, fmt.Errorf("finding this program: %w", err)
	}
	settings, err := json.Marshal(t)
	if err != nil {
		return c, fmt.Errorf("describing a task: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, "child", name) //nolint:gosec // this very program
	// Not as an argument: there is a token in it, and the list of processes is for all to see.
	cmd.Stdin, cmd.Stderr = bytes.NewReader(settings), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return c, fmt.Errorf("%s: %w", name, err)
	}
	if err := json.Unmarshal(out, &c); err != nil {
		return c, fmt.Errorf("%s: %w: %s", name, err, out)
	}
	return c, nil
}

// watched runs a program to its end and gives what it and those that it started
// cost.
func watched(cmd *exec.Cmd) (cost, error) {
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return cost{}, fmt.Errorf("starting %s: %w", cmd.Path, err)
	}
	peak := watch(cmd.Process.Pid)
	err := cmd.Wait()
	c := cost{Took: time.Since(began), Memory: peak()}
	if err != nil {
		return c, fmt.Errorf("%s: %w", cmd.Path, err)
	}
	c.Work = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	return c, nil
}

// watch looks every few milliseconds how much a process and its children have
// resident, until peak is called, which gives the most.
func watch(process int) (peak func() int64) {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		highest := int64(0)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			now, _ := usage.Memory(process)
			for _, child := range usage.Children(process) {
				more, _ := usage.Memory(child)
				now += more
			}
			highest = max(highest, now)
			select {
			case <-tick.C:
			case <-stop:
				most <- highest
				return
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}

// spread is a median and the range around it.
type spread struct{ low, median, high float64 }

func spreadOf(all []cost, of func(cost) float64) spread {
	values := make([]float64, len(all))
	for i, c := range all {
		values[i] = of(c)
	}
	slices.Sort(values)
	return spread{values[0], values[len(values)/2], values[len(values)-1]}
}

// inTurn runs all in turn, so that whatever else the machine does hits all of them.
func inTurn(repeats int, all ...func() (cost, error)) ([][]cost, error) {
	out := make([][]cost, len(all))
	for range repeats {
		for i, do := range all {
			c, err := do()
			if err != nil {
				return nil, err
			}
			out[i] = append(out[i], c)
		}
	}
	return out, nil
}
