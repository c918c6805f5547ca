package main

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// size is how large the programs are, and the collector's image.
func (o options) size(context.Context, *bench) (rows []row, err error) {
	for _, it := range []struct{ path, note string }{
		{o.pantau, "collector, all connectors, the database inside, models; without symbols, as it is released"},
		{o.plugin, "the plugin"},
		{o.telegraf, "Telegraf with two of its plugins, for comparison"},
	} {
		if it.path == "" {
			continue
		}
		info, err := os.Stat(it.path)
		if err != nil {
			return nil, fmt.Errorf("looking at a program: %w", err)
		}
		rows = append(rows, row{"size of " + filepath.Base(it.path), mebibytes(float64(info.Size())), "", "", it.note})
	}
	unpacked, packed, err := layer(o.pantau, o.plugin)
	if err != nil {
		return nil, err
	}
	note := "its one layer, which holds these two programs; below it lies distroless/static, of 2 MiB"
	return append(rows, row{"size of the image, as it is fetched", mebibytes(float64(packed)), "", mebibytes(float64(unpacked)) + " unpacked", note}), nil
}

// layer is how large the layer of an image with these files is, in bytes: in the
// registry's form, a packed tar, and on the disk.
func layer(paths ...string) (unpacked, packed int64, err error) {
	var out counter
	zip := gzip.NewWriter(&out)
	files := tar.NewWriter(zip)
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return 0, 0, fmt.Errorf("looking at a program: %w", err)
		}
		unpacked += info.Size()
		if err := add(files, path, info.Size()); err != nil {
			return 0, 0, fmt.Errorf("packing %s: %w", filepath.Base(path), err)
		}
	}
	err = errors.Join(files.Close(), zip.Close())
	return unpacked, int64(out), err
}

func add(files *tar.Writer, path string, size int64) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := files.WriteHeader(&tar.Header{Name: filepath.Base(path), Mode: 0o755, Size: size}); err != nil {
		return err
	}
	_, err = io.Copy(files, f)
	return err
}

// counter counts what is written.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
