package sdk

import (
	"errors"
	"fmt"
	"time"
)

// ErrorKind says what to do about an error.
type ErrorKind string

// Kinds of error.
const (
	Transient   ErrorKind = "transient"    // may pass by itself: try again soon
	RateLimited ErrorKind = "rate_limited" // the platform says wait, until Error.After
	Auth        ErrorKind = "auth"         // credentials refused: the operator must act
	Permanent   ErrorKind = "permanent"    // will not pass by itself: wrong settings, unreadable answer
)

// Error is an error with its kind. Its message holds no secret.
type Error struct {
	Kind  ErrorKind
	After time.Time // RateLimited: when to try again; zero if the platform does not say
	// Budget names the limit that ran out where the rest of the account may go
	// on; empty: nothing more may be asked of the platform.
	Budget string
	Err    error
}

// Error implements error.
func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Kind)
	}
	return e.Err.Error()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Errorf makes an Error of the given kind.
func Errorf(kind ErrorKind, format string, args ...any) error {
	return &Error{Kind: kind, Err: fmt.Errorf(format, args...)}
}

// RateLimitedUntil makes a RateLimited error. A zero time means that the
// platform did not say how long.
func RateLimitedUntil(after time.Time, format string, args ...any) error {
	return &Error{Kind: RateLimited, After: after, Err: fmt.Errorf(format, args...)}
}

// Reworded is an error whose message is what words make of it, because it says what
// nobody should read; it stays of its kind.
func Reworded(err error, words func(string) string) error {
	if err == nil {
		return nil
	}
	said := err.Error()
	if text := words(said); text != said {
		return &reworded{text, err}
	}
	return err
}

type reworded struct {
	text  string
	cause error
}

// Error implements error.
func (e *reworded) Error() string { return e.text }

// Unwrap gives the cause.
func (e *reworded) Unwrap() error { return e.cause }

// KindOf gives an error's kind; an error of no kind counts as Transient, since
// trying again is harmless.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Transient
}

// Exhausted gives the name of the budget that ran out, if the error says that
// only one did.
func Exhausted(err error) string {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind == RateLimited {
		return e.Budget
	}
	return ""
}

// RetryAt is when a RateLimited error allows another try; zero if it does not
// say.
func RetryAt(err error) time.Time {
	if e, ok := errors.AsType[*Error](err); ok && e.Kind == RateLimited {
		return e.After
	}
	return time.Time{}
}
