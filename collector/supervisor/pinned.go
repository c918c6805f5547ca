package supervisor

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"strings"
)

// Verify compares the foreign connectors with the checksums that the operator
// has noted, and says of each what is wrong, nil if nothing.
func (s *Supervisor) Verify() map[string]error {
	out := map[string]error{}
	for id, p := range s.programs {
		if p.Foreign {
			out[id] = p.verify(s.opts.Checksums[id])
		}
	}
	return out
}

// verify refuses a program that is not the one that was looked at when its
// checksum was noted.
func (p Program) verify(noted string) error {
	file, err := os.Open(p.Path)
	if err != nil {
		return fmt.Errorf("connectors_dir: %w", err)
	}
	defer func() { _ = file.Close() }() // only read
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return fmt.Errorf("connectors_dir: %s: %w", p.Path, err)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	switch {
	case noted == "":
		return fmt.Errorf("connectors_sha256: no checksum of %s; if you trust the program, write connectors_sha256: {%s: %s}", p.ID, p.ID, sum)
	case !strings.EqualFold(noted, sum):
		return fmt.Errorf("connectors_sha256: %s is another program than the one whose checksum you noted; now it is %s", p.ID, sum)
	}
	return nil
}
