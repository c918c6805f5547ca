package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pantau/pantau/collector/enrich/sentiment"
	"github.com/pantau/pantau/collector/schema"
)

// scoreCommand reads texts, one a line, and prints label and score of each, in
// order; more columns are for who asks.
func scoreCommand(ctx context.Context, c *console, args []string) error {
	fs := flags(c, "score")
	format := fs.String("format", "tsv", text("flag_score_format"))
	path := fs.String("config", "", text("flag_score_config"))
	name := fs.String("reader", schema.ReaderAccurate, text("flag_score_reader"))
	var s scorer
	fs.BoolVar(&s.sure, "sure", false, text("flag_score_sure"))
	fs.BoolVar(&s.explain, "explain", false, text("flag_score_explain"))
	if _, err := parse(c, fs, args, 0); err != nil {
		return err
	}
	if *format != "tsv" {
		_, _ = fmt.Fprintf(c.err, "pantau score: --format: %q is unknown; write tsv\n", *format)
		return errUsage
	}
	switch *name {
	case schema.ReaderAccurate:
		s.reader = sentiment.Accurate()
	case schema.ReaderFast:
		s.reader = sentiment.Fast()
	default:
		_, _ = fmt.Fprintf(c.err, "pantau score: --reader: %q is unknown; write accurate or fast\n", *name)
		return errUsage
	}
	var err error
	if s.reader, err = corrected(*path, *name, s.reader); err != nil {
		return err
	}
	return s.run(ctx, c)
}

// scorer scores lines.
type scorer struct {
	reader        sentiment.Reader
	sure, explain bool
}

func (s *scorer) run(ctx context.Context, c *console) error {
	in := bufio.NewReaderSize(c.in, 1<<16)
	out := bufio.NewWriter(c.out)
	for ctx.Err() == nil {
		line, err := in.ReadString('\n')
		if line != "" {
			s.score(out, strings.TrimRight(line, "\r\n"))
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

// mostWords is how many words an explanation names.
const mostWords = 5

func (s *scorer) score(out io.Writer, line string) {
	r := s.reader.Read(line)
	_, _ = fmt.Fprintf(out, "%s\t%.4f", r.Label, r.Score)
	if s.sure {
		sure := "sure"
		if !r.Sure() {
			sure = "not_sure"
		}
		_, _ = fmt.Fprintf(out, "\t%s", sure)
	}
	if s.explain {
		separator := "\t"
		words := sentiment.Explain(s.reader, line)
		for _, w := range words[:min(len(words), mostWords)] {
			_, _ = fmt.Fprintf(out, "%s%s %+.4f", separator, printable(w.Word), w.Weight)
			separator = "; "
		}
	}
	_, _ = fmt.Fprintln(out)
}
