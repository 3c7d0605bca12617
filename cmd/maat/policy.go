package main

import (
	"errors"
	"io/fs"
	"os"

	"maat/guards"
	"maat/pipeline/policy"
)

// compile reads and compiles a policy with the guards of this build. keys finds
// the key of `hmac: NAME`. An *unreadableError is that the file cannot be read,
// any other error that it is no policy.
func compile(file string, keys func(string) ([]byte, bool)) (*policy.Program, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, &unreadableError{file, err}
	}
	return policy.Compile(file, text, policy.Options{Table: guards.Table(), Key: keys})
}

// unreadableError is a file that cannot be read.
type unreadableError struct {
	file string
	err  error
}

func (e *unreadableError) Error() string {
	var at *fs.PathError
	if errors.As(e.err, &at) {
		return e.file + ": cannot be read: " + at.Err.Error()
	}
	return e.file + ": cannot be read: " + e.err.Error()
}

func (e *unreadableError) Unwrap() error { return e.err }

// anyKey has a key of every name: for reading a policy where nothing leaves.
func anyKey(string) ([]byte, bool) { return make([]byte, 32), true }
