package main

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Permissions in archives.
const (
	plain   fs.FileMode = 0o644
	program fs.FileMode = 0o755
)

// content is one file of an archive.
type content struct {
	name string // in it, with slashes
	from string // on the disk
	mode fs.FileMode
}

// moment is the time of every file, so that the same release gives the same
// archives.
var moment = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// tree lists the files below a folder, with names that start with prefix.
func tree(dir, prefix string) ([]content, error) {
	var out []content
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, p)
		out = append(out, content{path.Join(prefix, filepath.ToSlash(relative)), p, plain})
		return err
	})
	return out, err
}

// pack writes files below one folder into a .zip or .tar.gz.
func pack(to, folder string, files []content) (err error) {
	f, err := os.Create(to)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	slices.SortFunc(files, func(a, b content) int { return strings.Compare(a.name, b.name) })
	write := packTar
	if strings.HasSuffix(to, ".zip") {
		write = packZip
	}
	if err := write(f, folder, files); err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(to), err)
	}
	return nil
}

func packZip(w io.Writer, folder string, files []content) error {
	z := zip.NewWriter(w)
	for _, c := range files {
		header := &zip.FileHeader{Name: path.Join(folder, c.name), Method: zip.Deflate, Modified: moment}
		header.SetMode(c.mode)
		entry, err := z.CreateHeader(header)
		if err == nil {
			err = pour(entry, c.from)
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}

func packTar(w io.Writer, folder string, files []content) error {
	gz := gzip.NewWriter(w)
	t := tar.NewWriter(gz)
	for _, c := range files {
		info, err := os.Stat(c.from)
		if err != nil {
			return err
		}
		err = t.WriteHeader(&tar.Header{
			Name: path.Join(folder, c.name), Mode: int64(c.mode), Size: info.Size(), ModTime: moment, Typeflag: tar.TypeReg, Format: tar.FormatPAX,
		})
		if err == nil {
			err = pour(t, c.from)
		}
		if err != nil {
			return err
		}
	}
	return errors.Join(t.Close(), gz.Close())
}

func pour(to io.Writer, from string) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, f)
	return errors.Join(err, f.Close())
}

func copyFile(from, to string, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	return errors.Join(pour(f, from), f.Close(), os.Chmod(to, mode))
}

// sums writes SHA256SUMS of every file below dir, as sha256sum --check reads it.
func sums(dir string) error {
	files, err := tree(dir, "")
	if err != nil {
		return err
	}
	var out strings.Builder
	for _, c := range files {
		h := sha256.New()
		if err := pour(h, c.from); err != nil {
			return err
		}
		fmt.Fprintf(&out, "%x  %s\n", h.Sum(nil), c.name)
	}
	return os.WriteFile(filepath.Join(dir, "SHA256SUMS"), []byte(out.String()), plain)
}
