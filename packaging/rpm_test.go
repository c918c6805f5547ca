package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// Tags of an RPM header, and its types of values, as rpm's own format
// description (docs/manual/format_header.md) numbers them.
const (
	tagArch       = 1022
	tagFileModes  = 1030
	tagDirIndexes = 1116
	tagBaseNames  = 1117
	tagDirNames   = 1118

	typeInt16       = 3
	typeInt32       = 4
	typeString      = 6
	typeStringArray = 8
)

// rpmHeader is what the header of a package says, by tag.
type rpmHeader struct {
	texts   map[int][]string
	numbers map[int][]uint32
}

// readRPM reads the main header: behind the lead of 96 bytes and the signature,
// which is a header too and padded to eight bytes.
func readRPM(t *testing.T, path string) rpmHeader {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	const lead = 96
	require.Equal(t, []byte{0xed, 0xab, 0xee, 0xdb}, raw[:4], "no RPM")
	_, signature := rpmSection(t, raw[lead:])
	header, _ := rpmSection(t, raw[lead+(signature+7)/8*8:])
	return header
}

// rpmSection reads a header and gives its length.
func rpmSection(t *testing.T, raw []byte) (rpmHeader, int) {
	t.Helper()
	require.Equal(t, []byte{0x8e, 0xad, 0xe8, 0x01}, raw[:4], "no header")
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(raw[at:])) }
	entries, size := u32(8), u32(12)
	store := raw[16+16*entries:]
	h := rpmHeader{map[int][]string{}, map[int][]uint32{}}
	for i := range entries {
		at := 16 + 16*i
		tag, kind, offset, count := u32(at), u32(at+4), u32(at+8), u32(at+12)
		for n := range count {
			switch kind {
			case typeInt16:
				h.numbers[tag] = append(h.numbers[tag], uint32(binary.BigEndian.Uint16(store[offset+2*n:])))
			case typeInt32:
				h.numbers[tag] = append(h.numbers[tag], binary.BigEndian.Uint32(store[offset+4*n:]))
			case typeString, typeStringArray:
				text, _, _ := bytes.Cut(store[offset:], []byte{0})
				h.texts[tag] = append(h.texts[tag], string(text))
				offset += len(text) + 1
			}
		}
	}
	return h, 16 + 16*entries + size
}

// contents are the paths of a package's files and folders with their permissions.
func (h rpmHeader) contents() (files, folders map[string]os.FileMode) {
	const kinds, folder = 0o170000, 0o040000
	files, folders = map[string]os.FileMode{}, map[string]os.FileMode{}
	for i, name := range h.texts[tagBaseNames] {
		mode, into := h.numbers[tagFileModes][i], files
		if mode&kinds == folder {
			into = folders
		}
		into[h.texts[tagDirNames][h.numbers[tagDirIndexes][i]]+name] = os.FileMode(mode & 0o777)
	}
	return files, folders
}
