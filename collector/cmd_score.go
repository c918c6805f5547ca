package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pantau/pantau/collector/enrich/sentiment"
)

// scoreCommand reads texts, one a line, and prints label and score of each, in
// order.
func scoreCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "score")
	format := fs.String("format", "tsv", text("flag_score_format"))
	path := fs.String("config", "", text("flag_score_config"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	if *format != "tsv" {
		_, _ = fmt.Fprintf(c.err, "pantau score: --format: %q is unknown; write tsv\n", *format)
		return errUsage
	}
	reader, err := corrected(*path, "fast", sentiment.Fast())
	if err != nil {
		return err
	}
	in := bufio.NewReaderSize(c.in, 1<<16)
	out := bufio.NewWriter(c.out)
	for ctx.Err() == nil {
		line, err := in.ReadString('\n')
		if line != "" {
			r := reader.Read(strings.TrimRight(line, "\r\n"))
			_, _ = fmt.Fprintf(out, "%s\t%.4f\n", r.Label, r.Score)
		}
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return fmt.Errorf("reading standard input: %w", err)
		}
		if in.Buffered() == 0 { // someone may be typing
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}
