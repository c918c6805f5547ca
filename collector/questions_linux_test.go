package main

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// terminal opens a pseudo-terminal: the person's end and the program's.
func terminal(t *testing.T) (person, program *os.File) {
	t.Helper()
	person, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { _ = person.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(person.Fd()), unix.TIOCSPTLCK, 0))
	n, err := unix.IoctlGetInt(int(person.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = program.Close() })
	return person, program
}

// TestATypedTokenIsNotShown types a token at the prompt of a real terminal. What
// a plain question is answered with is shown, so that the test can fail.
func TestATypedTokenIsNotShown(t *testing.T) {
	const secret = "rahasia-0123"
	person, program := terminal(t)
	var shown lockedBuffer
	go func() { // ends with the terminal
		for chunk := make([]byte, 256); ; {
			n, err := person.Read(chunk)
			if err != nil {
				return
			}
			_, _ = shown.Write(chunk[:n])
		}
	}()
	q := newQuestions(&console{in: program, out: program})
	require.NotNil(t, q.terminal)
	done := make(chan [2]string, 1)
	go func() {
		plain, _ := q.line(t.Context(), "Organisasi", "")
		hidden, _ := q.secret(t.Context(), "Token")
		_, _ = fmt.Fprintln(program, "selesai")
		done <- [2]string{plain, hidden}
	}()
	says := func(text string) {
		t.Helper()
		require.Eventually(t, func() bool { return strings.Contains(shown.String(), text) }, 10*time.Second, 5*time.Millisecond, text)
	}
	says("Organisasi: ")
	_, err := person.WriteString("dinkes\n")
	require.NoError(t, err)
	says("Token: ")
	require.Eventually(t, func() bool { // the prompt comes just before the hiding
		state, err := unix.IoctlGetTermios(int(program.Fd()), unix.TCGETS)
		return err == nil && state.Lflag&unix.ECHO == 0
	}, 10*time.Second, time.Millisecond)
	_, err = person.WriteString(secret + "\n")
	require.NoError(t, err)
	says("selesai")
	require.Equal(t, [2]string{"dinkes", secret}, <-done)
	require.Contains(t, shown.String(), "dinkes")
	require.NotContains(t, shown.String(), secret)
	state, err := unix.IoctlGetTermios(int(program.Fd()), unix.TCGETS)
	require.NoError(t, err)
	require.NotZero(t, state.Lflag&unix.ECHO, "the terminal shows again what is typed")
}

// lockedBuffer may be written and read at the same time.
type lockedBuffer struct {
	mu  sync.Mutex
	raw bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.raw.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.raw.String()
}
